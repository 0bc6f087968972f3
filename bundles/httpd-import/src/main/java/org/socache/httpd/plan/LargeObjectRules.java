// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.Locale;
import java.util.Set;

import org.socache.httpd.config.Directive;

/** mod_cache_disk and mod_file_cache, which nothing here answers to yet: said, so that nobody looks for their files. */
final class LargeObjectRules implements Rules {

    private static final Set<String> DISK = Set.of(
            "cacheroot",
            "cachedirlevels",
            "cachedirlength",
            "cacheminfilesize",
            "cachemaxfilesize",
            "cachereadsize",
            "cachereadtime");

    private static final Set<String> FILES = Set.of("cachefile", "mmapfile");

    @Override
    public boolean know(Directive directive) {
        String name = directive.name().toLowerCase(Locale.ROOT);
        return DISK.contains(name) || FILES.contains(name);
    }

    @Override
    public void apply(Directive directive, Surroundings around, Draft draft) {
        draft.refuse(
                directive,
                FILES.contains(directive.name().toLowerCase(Locale.ROOT))
                        ? "files are not kept open; put the HTTP cache in front of them with CacheEnable"
                        : "there is no storage \"disk\"; responses are kept as CacheSocache says, on a disk with dbm:data/http.db");
    }
}
