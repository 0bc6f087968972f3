// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.List;

import org.socache.httpd.config.Directive;
import org.socache.httpd.config.Section;

/**
 * What the sections around a directive mean here.
 *
 * @param site the server it belongs to
 * @param path of the innermost Location, or of the Directory as far as it answers to a path; null outside of both
 * @param folder whether the path was found by way of a Directory
 * @param obstacle why the section around it has no counterpart; null if it has
 */
record Surroundings(Site site, String path, boolean folder, String obstacle) {

    static Surroundings of(Directive directive, Sites sites) {
        Site site = sites.of(directive);
        List<Section> within = directive.within();
        Section inner = within.isEmpty() ? null : within.get(within.size() - 1);
        if (inner == null || inner.is("VirtualHost")) {
            return new Surroundings(site, null, false, null);
        }
        if (inner.isPattern()) {
            return blocked(site, inner + " is a regular expression; write a file for each path it means");
        }
        if (inner.is("Location")) {
            return inner.argument().startsWith("/")
                    ? new Surroundings(site, path(inner.argument()), false, null)
                    : blocked(site, inner + " is no path that begins with a slash");
        }
        if (!inner.is("Directory")) {
            return blocked(site, inner + " has no counterpart");
        }
        String path = site.pathOf(inner.argument());
        return path == null
                ? blocked(
                        site,
                        "no DocumentRoot or Alias says which path " + inner + " answers to; write it into a file"
                                + " of your own, with Location = /path")
                : new Surroundings(site, path(path), true, null);
    }

    private static Surroundings blocked(Site site, String obstacle) {
        return new Surroundings(site, null, false, obstacle);
    }

    /** Without the slash at its end, with which a location here would not cover the path itself. */
    private static String path(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    boolean isLocation() {
        return path != null;
    }
}
