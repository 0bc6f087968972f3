// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directives of one file as text, with strict readers. httpd reads garbage in a number as 0; this does not. */
final class Directives {

    private final String file;
    private final Map<Directive, String> texts = new EnumMap<>(Directive.class);

    /** Directive names have no dot; the keys that OSGi, Felix and Karaf add to every configuration do. */
    Directives(String file, Map<String, ?> properties) throws InvalidDirectiveException {
        this.file = file;
        for (Map.Entry<String, ?> property : properties.entrySet()) {
            if (property.getKey().indexOf('.') < 0) {
                add(property.getKey(), text(property.getValue()));
            }
        }
    }

    private void add(String key, String value) throws InvalidDirectiveException {
        Directive directive = Directive.named(key);
        if (directive == null) {
            String names = Stream.of(Directive.values()).map(Directive::key).collect(Collectors.joining(", "));
            throw new InvalidDirectiveException(file, key, value, "one of " + names);
        }
        if (texts.put(directive, value) != null) {
            throw new InvalidDirectiveException(file, key, value, "there once, whatever its case");
        }
    }

    private static String text(Object value) {
        if (value instanceof Object[] several) {
            return text(Arrays.asList(several));
        }
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
        return String.valueOf(value).trim();
    }

    String text(Directive directive) {
        String text = texts.getOrDefault(directive, "");
        return text.isEmpty() ? directive.defaultText() : text;
    }

    /** A whole number within bounds, both included. */
    int number(Directive directive, int from, int to, String unit) throws InvalidDirectiveException {
        String text = text(directive);
        try {
            int number = Integer.parseInt(text);
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException none) {
            // falls through to the same refusal
        }
        throw refused(directive, "a whole number of " + unit + " from " + from + " to " + to);
    }

    boolean onOff(Directive directive) throws InvalidDirectiveException {
        return switch (text(directive).toLowerCase(Locale.ROOT)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw refused(directive, "on or off");
        };
    }

    InvalidDirectiveException refused(Directive directive, String allowed) {
        return new InvalidDirectiveException(file, directive.key(), text(directive), allowed);
    }
}
