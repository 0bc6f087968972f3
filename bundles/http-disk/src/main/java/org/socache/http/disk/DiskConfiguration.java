// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.socache.http.disk.file.Tree;
import org.socache.http.disk.store.Limits;

/**
 * What {@code etc/org.socache.http.disk.cfg} says.
 *
 * @param tree where files lie
 * @param limits what may be kept
 * @param interval between two walks of the upkeep
 */
record DiskConfiguration(Tree tree, Limits limits, Duration interval) {

    /** The PID, and the name of the file. */
    static final String PID = "org.socache.http.disk";

    /** Every directive with its default: those of mod_cache_disk, and the limits that it lacks. */
    static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("CacheRoot", "data/http.disk"),
            Map.entry("CacheDirLevels", "2"),
            Map.entry("CacheDirLength", "2"),
            Map.entry("CacheMinFileSize", "1"),
            Map.entry("CacheMaxFileSize", "1000000"),
            Map.entry("CacheReadSize", "0"),
            Map.entry("CacheReadTime", "0"),
            Map.entry("CacheSizeLimit", "1G"),
            Map.entry("CacheEntryLimit", "1000000"),
            Map.entry("CacheCleanInterval", "60"));

    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,15})([KMGTkmgt]?)");

    private static final long SMALLEST_LIMIT = 1L << 20;

    /**
     * Reads and checks a configuration as a whole.
     *
     * @param properties directives by name in any case; keys with a dot in them are the framework's and not looked at
     * @param base where a relative CacheRoot begins
     * @throws IllegalArgumentException at the first value that is wrong
     */
    static DiskConfiguration read(Map<String, ?> properties, Path base) {
        Map<String, String> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        texts.putAll(DEFAULTS);
        properties.forEach((key, value) -> {
            String text = String.valueOf(value).trim();
            if (key.indexOf('.') < 0 && !text.isEmpty() && texts.replace(key, text) == null) {
                throw refused(
                        key,
                        text,
                        "one of the directives of this file: " + String.join(", ", new TreeMap<>(DEFAULTS).keySet()));
            }
        });
        int levels = (int) number(texts, "CacheDirLevels", 1, Tree.DEEPEST);
        int length = (int) number(texts, "CacheDirLength", 1, Tree.DEEPEST);
        if (levels * length > Tree.DEEPEST) {
            throw refused(
                    "CacheDirLength",
                    texts.get("CacheDirLength"),
                    "at most " + Tree.DEEPEST / levels + " with CacheDirLevels " + levels
                            + ": their product is 20 at most");
        }
        long minimum = number(texts, "CacheMinFileSize", 0, Long.MAX_VALUE);
        long maximum = number(texts, "CacheMaxFileSize", 0, 1L << 40);
        if (minimum > maximum) {
            throw refused("CacheMinFileSize", texts.get("CacheMinFileSize"), "at most CacheMaxFileSize, " + maximum);
        }
        // read for the sake of their errors only: a response is never held back, so there is nothing to bound
        number(texts, "CacheReadSize", 0, Long.MAX_VALUE);
        number(texts, "CacheReadTime", 0, Long.MAX_VALUE);
        Limits limits =
                new Limits(minimum, maximum, number(texts, "CacheSizeLimit", SMALLEST_LIMIT, Long.MAX_VALUE), (int)
                        number(texts, "CacheEntryLimit", 1, 500_000_000));
        Tree tree = new Tree(root(texts.get("CacheRoot"), base), levels, length);
        return new DiskConfiguration(
                tree, limits, Duration.ofMinutes(number(texts, "CacheCleanInterval", 1, 1_000_000)));
    }

    private static Path root(String text, Path base) {
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw refused("CacheRoot", text, "the path of a directory");
        }
    }

    private static long number(Map<String, String> texts, String key, long minimum, long maximum) {
        String text = texts.get(key);
        String allowed = "a whole number, K, M, G or T behind it for units of 1024, from " + minimum
                + (maximum == Long.MAX_VALUE ? "" : " to " + maximum);
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            throw refused(key, text, allowed);
        }
        int power =
                "KMGT".indexOf((number.group(2) + " ").toUpperCase(Locale.ROOT).charAt(0)) + 1;
        long factor = 1L << 10 * power;
        long digits = Long.parseLong(number.group(1));
        if (digits > Long.MAX_VALUE / factor || digits * factor < minimum || digits * factor > maximum) {
            throw refused(key, text, allowed);
        }
        return digits * factor;
    }

    private static IllegalArgumentException refused(String key, String value, String allowed) {
        return new IllegalArgumentException(
                "etc/" + PID + ".cfg: " + key + " = " + value + " is refused, allowed is " + allowed);
    }
}
