// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of one configuration under httpd's directive names, which are not case-sensitive. Every method throws
 * {@link IllegalArgumentException} with PID, key, value and what is allowed.
 */
public final class Directives {

    /** {@code num[units]} as {@code ap_timeout_parameter_parse} reads it; a unit may be longer than what decides it. */
    private static final Pattern TIME =
            Pattern.compile("(\\d{1,10})\\s*(|ms.*|mi.*|s.*|h.*)", Pattern.CASE_INSENSITIVE);

    private final String pid;
    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    public Directives(String pid, Map<String, ?> properties) {
        this.pid = pid;
        properties.forEach((key, value) -> values.put(key, String.valueOf(value).trim()));
    }

    /** The value, unless it is absent or blank. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
    }

    /** A duration: a whole number with one of the units ms, s (when there is none), min and h. */
    public Duration time(String key, Duration preset, Duration minimum, Duration maximum) {
        String value = text(key).orElse(null);
        if (value == null) {
            return preset;
        }
        Matcher matcher = TIME.matcher(value);
        if (!matcher.matches()) {
            throw wrong(key, value, "a number with one of the units ms, s, min and h, for instance 250ms");
        }
        Duration time =
                duration(Long.parseLong(matcher.group(1)), matcher.group(2).toLowerCase(Locale.ROOT));
        if (time.compareTo(minimum) < 0 || time.compareTo(maximum) > 0) {
            throw wrong(key, value, "between " + minimum.toMillis() + "ms and " + maximum.toSeconds() + "s");
        }
        return time;
    }

    /** A whole number within bounds. */
    public int number(String key, int preset, int minimum, int maximum) {
        String value = text(key).orElse(null);
        if (value == null) {
            return preset;
        }
        if (value.matches("\\d{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= minimum && number <= maximum) {
                return number;
            }
        }
        throw wrong(key, value, "a number between " + minimum + " and " + maximum);
    }

    /** {@code on} or {@code off}, or Java's words for them. */
    public boolean flag(String key, boolean preset) {
        String value = text(key).orElse(preset ? "on" : "off");
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw wrong(key, value, "on or off");
        };
    }

    /** What is wrong with a value, in the form all messages have. */
    public IllegalArgumentException wrong(String key, String value, String allowed) {
        return new IllegalArgumentException(pid + ": " + key + " = " + value + " is not " + allowed);
    }

    private static Duration duration(long number, String unit) {
        if (unit.startsWith("ms")) {
            return Duration.ofMillis(number);
        }
        if (unit.startsWith("mi")) {
            return Duration.ofMinutes(number);
        }
        return unit.startsWith("h") ? Duration.ofHours(number) : Duration.ofSeconds(number);
    }
}
