// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads what {@code etc/org.socache.http.files.cfg} says: directives by name in any case, checked as a whole. */
final class FilesDirectives {

    private static final Map<String, String> DEFAULTS = Map.of(
            "DocumentRoot", "data/www",
            "CacheFile", "",
            "MMapFile", "",
            "FilesLimit", "1000",
            "MMapLimit", "64M");

    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,15})([KMGkmg]?)");

    /** Those in braces are a glob's: {@code *.{css,js}}. */
    private static final Pattern BETWEEN = Pattern.compile("[\\s,]+(?![^{]*\\})");

    private static final long MOST_FILES = 999_999_999;

    /** More memory than any machine has, and far from what a number can hold. */
    private static final long MOST_MEMORY = 1L << 50;

    private final Map<String, String> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private FilesDirectives(Map<String, ?> properties) {
        texts.putAll(DEFAULTS);
        properties.forEach((key, value) -> {
            String text = String.valueOf(value).trim();
            // those with a dot in them are the framework's
            if (key.indexOf('.') < 0 && !text.isEmpty() && texts.replace(key, text) == null) {
                throw refused(
                        key,
                        text,
                        "one of the directives of this file: " + String.join(", ", new TreeMap<>(DEFAULTS).keySet()));
            }
        });
    }

    /**
     * What is wanted.
     *
     * @param base where a relative DocumentRoot begins
     * @throws IllegalArgumentException at the first value that is wrong, with file, key, value and what is allowed
     */
    static Wanted read(Map<String, ?> properties, Path base) {
        FilesDirectives directives = new FilesDirectives(properties);
        Path root = directives.root(base);
        return new Wanted(
                root,
                directives.patterns("CacheFile", root),
                directives.patterns("MMapFile", root),
                (int) directives.number("FilesLimit", 1, MOST_FILES),
                directives.number("MMapLimit", 0, MOST_MEMORY));
    }

    private Path root(Path base) {
        String text = texts.get("DocumentRoot");
        try {
            return base.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw refused("DocumentRoot", text, "the path of a directory");
        }
    }

    private List<FilePattern> patterns(String key, Path root) {
        List<FilePattern> patterns = new ArrayList<>();
        for (String text : BETWEEN.split(texts.get(key))) {
            if (!text.isEmpty()) {
                patterns.add(pattern(key, text, root));
            }
        }
        return List.copyOf(patterns);
    }

    /** httpd has absolute paths there. */
    private static FilePattern pattern(String key, String text, Path root) {
        String relative =
                text.startsWith(root + "/") ? text.substring(root.toString().length() + 1) : text;
        if (relative.startsWith("/") || List.of(relative.split("/")).contains("..")) {
            throw refused(key, text, "files below DocumentRoot, " + root);
        }
        try {
            return FilePattern.of(relative);
        } catch (PatternSyntaxException e) {
            throw refused(key, text, "a path with *, ** and the like: " + e.getDescription());
        }
    }

    private long number(String key, long minimum, long maximum) {
        Matcher number = NUMBER.matcher(texts.get(key));
        if (number.matches()) {
            int power = "KMG"
                            .indexOf((number.group(2) + " ")
                                    .toUpperCase(Locale.ROOT)
                                    .charAt(0))
                    + 1;
            long digits = Long.parseLong(number.group(1));
            if (digits <= maximum >> 10 * power && digits << 10 * power >= minimum) {
                return digits << 10 * power;
            }
        }
        throw refused(
                key,
                texts.get(key),
                "a whole number, K, M or G behind it for units of 1024, from " + minimum + " to " + maximum);
    }

    private static IllegalArgumentException refused(String key, String value, String allowed) {
        return new IllegalArgumentException(
                "etc/" + FilesComponent.PID + ".cfg: " + key + " = " + value + " is refused, allowed is " + allowed);
    }
}
