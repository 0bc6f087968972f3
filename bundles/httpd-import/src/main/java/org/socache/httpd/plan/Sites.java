// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.socache.httpd.config.Directive;
import org.socache.httpd.config.Section;

/** All servers of a configuration. */
final class Sites {

    private final Site main = new Site(null, null);
    private final Map<Section, Site> virtual = new LinkedHashMap<>();

    Sites(List<Directive> directives) {
        for (Directive directive : directives) {
            Site site = of(directive);
            if (directive.within().size() == (site.isVirtual() ? 1 : 0)) {
                site.learn(directive);
            }
        }
    }

    Site of(Directive directive) {
        for (Section section : directive.within()) {
            if (section.is("VirtualHost")) {
                return virtual.computeIfAbsent(section, head -> new Site(head, main));
            }
        }
        return main;
    }
}
