// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.socache.httpd.config.Directive;

import static org.socache.httpd.plan.Setting.server;
import static org.socache.httpd.plan.Value.number;
import static org.socache.httpd.plan.Value.seconds;

/** mod_cache_disk; and mod_file_cache, as far as its files lie below DocumentRoot, which is where they go by their URL here. */
final class LargeObjectRules implements Rules {

    private static final String DISK = "org.socache.http.disk.cfg";
    private static final String KEPT = "org.socache.http.files.cfg";
    private static final String ROOT = "CacheRoot";
    private static final String IN_MEMORY = "MMapFile";
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

    /** What separates patterns, or is one. */
    private static final Pattern NOT_FOR_NAMES = Pattern.compile("[\\s,*?\\[\\]{}\\\\]");

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
            files(directive, around.site().documentRoot(), draft);
        }
    }

    private static void files(Directive directive, Path root, Draft draft) {
        List<String> names = new ArrayList<>();
        for (String argument : directive.arguments()) {
            Path file = Path.of(argument).normalize();
            if (root == null || !file.startsWith(root) || file.equals(root)) {
                draft.refuse(
                        directive,
                        argument
                                + " is not below a DocumentRoot, where a file's place is the path of its URL; put it there"
                                + " and write it into " + KEPT);
                return;
            }
            names.add(root.relativize(file).toString());
        }
        String value = String.join(" ", names);
        if (names.stream().anyMatch(name -> NOT_FOR_NAMES.matcher(name).find())) {
            draft.refuse(directive, value + ": blanks, commas and *?[]{}\\ mean something else in " + KEPT);
            return;
        }
        draft.feature("socache-http-files");
        draft.need(KEPT, "DocumentRoot", root.toString());
        if (directive.is(IN_MEMORY)) {
            draft.append(directive, KEPT, IN_MEMORY, value, " ", "all of them take MMapLimit (64M) at most");
        } else {
            draft.append(directive, KEPT, "CacheFile", value, " ", null);
        }
    }

    /** A tree of our own: httpd's is bound to its machine, and is httpd's to clean. */
    private static void root(Directive directive, Surroundings around, Draft draft) {
        String path = directive.argument(0).replaceFirst("/+$", "");
        String name = path.substring(path.lastIndexOf('/') + 1);
        String difference =
                "a tree of Karaf's own, which holds CacheSizeLimit (1G) by itself; htcacheclean is not needed";
        String place = draft.ownPlace("data/" + name, ROOT);
        draft.set(directive, DISK, ROOT, place, Differences.join(difference, Differences.everyHost(around)));
    }
}
