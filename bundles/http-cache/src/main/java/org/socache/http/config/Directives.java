// SPDX-License-Identifier: Apache-2.0
package org.socache.http.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.socache.api.CacheSpecification;
import org.socache.api.InvalidSpecificationException;

/**
 * One configuration file's directives as text, with strict readers for each kind of value. httpd reads numbers
 * leniently (garbage is 0); a cache that silently got another lifetime than its administrator wrote is worse than one
 * that says so.
 */
final class Directives {

    private final String file;
    private final Map<Directive, String> texts = new EnumMap<>(Directive.class);

    /**
     * Takes the directives out of a component's properties.
     *
     * @param file the file's name, for messages
     * @param allowed which directives this kind of file may have
     * @throws InvalidDirectiveException for a key that is no directive here, or the same one twice
     */
    Directives(String file, Map<String, ?> properties, Predicate<Directive> allowed) throws InvalidDirectiveException {
        this.file = file;
        for (Map.Entry<String, ?> property : properties.entrySet()) {
            if (!belongsToFramework(property.getKey())) {
                add(property.getKey(), text(property.getValue()), allowed);
            }
        }
    }

    /** Directive names have no dot; the keys that OSGi, Felix and Karaf add to every configuration do. */
    private static boolean belongsToFramework(String key) {
        return key.indexOf('.') >= 0;
    }

    private void add(String key, String value, Predicate<Directive> allowed) throws InvalidDirectiveException {
        Directive directive = Directive.named(key);
        if (directive == null || !allowed.test(directive)) {
            String names = Stream.of(Directive.values())
                    .filter(allowed)
                    .map(Directive::key)
                    .collect(Collectors.joining(", "));
            throw new InvalidDirectiveException(file, key, value, "one of the directives of this file: " + names);
        }
        if (texts.put(directive, value) != null) {
            throw new InvalidDirectiveException(file, key, value, "each directive once, whatever its case");
        }
    }

    private static String text(Object value) {
        if (value instanceof Object[] array) {
            return text(Arrays.asList(array));
        }
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return String.valueOf(value).trim();
    }

    /** Whether the file has a value for it. */
    boolean has(Directive directive) {
        return !texts.getOrDefault(directive, "").isEmpty();
    }

    String text(Directive directive) {
        return has(directive) ? texts.get(directive) : directive.defaultText();
    }

    boolean flag(Directive directive) throws InvalidDirectiveException {
        String value = text(directive).toLowerCase(Locale.ROOT);
        if (!value.equals("on") && !value.equals("off")) {
            throw refused(directive, "on or off");
        }
        return value.equals("on");
    }

    /** A whole number between the bounds, both included. */
    long number(Directive directive, long minimum, long maximum, String unit) throws InvalidDirectiveException {
        String value = text(directive);
        String allowed = "a whole number of " + unit + " from " + minimum + " to " + maximum;
        if (!value.matches("[0-9]{1,18}")) {
            throw refused(directive, allowed);
        }
        long number = Long.parseLong(value);
        if (number < minimum || number > maximum) {
            throw refused(directive, allowed);
        }
        return number;
    }

    /** Seconds as httpd takes them: from the minimum up to about 68 years. */
    long seconds(Directive directive, int minimum) throws InvalidDirectiveException {
        return number(directive, minimum, Integer.MAX_VALUE, "seconds");
    }

    double factor(Directive directive) throws InvalidDirectiveException {
        String value = text(directive);
        if (!value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw refused(directive, "a number such as 0.1");
        }
        return Double.parseDouble(value);
    }

    /** Names between blanks or commas; {@code None} anywhere means no name at all, as in httpd. */
    List<String> names(Directive directive) throws InvalidDirectiveException {
        List<String> names = new ArrayList<>();
        boolean none = false;
        for (String name : text(directive).split("[\\s,]+")) {
            if (!name.isEmpty() && !name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                throw refused(directive, "names of header fields or parameters with blanks between, or None");
            }
            none |= name.equalsIgnoreCase("None");
            names.add(name);
        }
        names.removeIf(String::isEmpty);
        return none ? List.of() : List.copyOf(names);
    }

    /** What repeated lines are in httpd: several values with commas or line ends between. */
    List<String> lines(Directive directive) {
        return Stream.of(text(directive).split("[,\\n]"))
                .map(String::trim)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    CacheSpecification specification(Directive directive) throws InvalidDirectiveException {
        try {
            return CacheSpecification.parse(text(directive));
        } catch (InvalidSpecificationException e) {
            throw refused(directive, e.getMessage());
        }
    }

    /**
     * A value that its reader judges.
     *
     * @param reader throws {@link IllegalArgumentException} with a message that says what would be right
     */
    <T> T parsed(Directive directive, String value, Function<String, T> reader) throws InvalidDirectiveException {
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException e) {
            throw refused(directive, e.getMessage());
        }
    }

    InvalidDirectiveException refused(Directive directive, String allowed) {
        return new InvalidDirectiveException(file, directive.key(), text(directive), allowed);
    }
}
