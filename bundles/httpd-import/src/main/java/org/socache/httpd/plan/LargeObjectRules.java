// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.socache.httpd.config.Directive;

import static org.socache.httpd.plan.Setting.server;
import static org.socache.httpd.plan.Value.number;
import static org.socache.httpd.plan.Value.seconds;

/** mod_cache_disk; and mod_file_cache, whose files go by a path of another kind here and are left to the administrator. */
final class LargeObjectRules implements Rules {

    private static final String DISK = "org.socache.http.disk.cfg";
    private static final String ROOT = "CacheRoot";
    private static final String WITHOUT_EFFECT =
            "read, and without effect: nothing is held back on its way to the client";

    private static final Map<String, Setting> SETTINGS = Setting.table(List.of(
            server("CacheDirLevels", DISK, number(1, 20)),
            server("CacheDirLength", DISK, number(1, 20)),
            server("CacheMinFileSize", DISK, number(0, Long.MAX_VALUE / 2)),
            server("CacheMaxFileSize", DISK, number(0, Long.MAX_VALUE / 2)),
            server("CacheReadSize", DISK, number(0, Integer.MAX_VALUE)).but(WITHOUT_EFFECT),
            server("CacheReadTime", DISK, seconds(0)).but(WITHOUT_EFFECT)));

    private static final Set<String> FILES = Set.of("cachefile", "mmapfile");

    @Override
    public boolean know(Directive directive) {
        return directive.is(ROOT)
                || SETTINGS.containsKey(directive.name())
                || FILES.contains(directive.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void apply(Directive directive, Surroundings around, Draft draft) {
        if (directive.is(ROOT)) {
            root(directive, around, draft);
        } else if (SETTINGS.containsKey(directive.name())) {
            SETTINGS.get(directive.name()).apply(directive, around, draft);
        } else {
            draft.refuse(
                    directive,
                    "write it by hand into org.socache.http.files.cfg: by path below its DocumentRoot, or as a pattern");
        }
    }

    /** A tree of our own: httpd's is bound to its machine, and is httpd's to clean. */
    private static void root(Directive directive, Surroundings around, Draft draft) {
        String path = directive.argument(0).replaceFirst("/+$", "");
        String name = path.substring(path.lastIndexOf('/') + 1);
        String difference =
                "a tree of Karaf's own, which holds CacheSizeLimit (1G) by itself; htcacheclean is not needed";
        draft.set(directive, DISK, ROOT, "data/" + name, Differences.join(difference, Differences.everyHost(around)));
    }
}
