// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The provider's configuration, checked.
 *
 * @param timeout within which every call ends
 * @param idleTime how long a connection is kept after an operation; zero: one connection per operation, as httpd does
 */
record DcSettings(Duration timeout, Duration idleTime) {

    /**
     * The time is below the 250 ms that a call to a provider may take, so that it ends with a reason and not by being given
     * up on; the idle time is that of httpd's MemcacheConnTTL and RedisConnPoolTTL.
     */
    static final DcSettings STANDARD = new DcSettings(Duration.ofMillis(200), Duration.ofSeconds(15));

    private static final Pattern TIME = Pattern.compile("([0-9]{1,7})\\s*(ms|s|mi|min|h)?");

    /**
     * Reads a configuration; keys are compared without regard to case.
     *
     * @throws IllegalArgumentException if a value is wrong; the message names key, value and what is allowed
     */
    static DcSettings of(Map<String, ?> configuration) {
        Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.putAll(configuration);
        return new DcSettings(
                time(values, "DcTimeout", STANDARD.timeout, Duration.ofMillis(1), Duration.ofMinutes(1)),
                time(values, "DcConnTTL", STANDARD.idleTime, Duration.ZERO, Duration.ofHours(1)));
    }

    /** httpd's syntax: a number and a unit, seconds where it has none. */
    private static Duration time(
            Map<String, Object> values, String key, Duration standard, Duration minimum, Duration maximum) {
        Object value = values.get(key);
        if (value == null) {
            return standard;
        }
        Matcher matcher = TIME.matcher(value.toString().trim());
        Duration time = matcher.matches() ? time(Long.parseLong(matcher.group(1)), matcher.group(2)) : null;
        if (time == null || time.compareTo(minimum) < 0 || time.compareTo(maximum) > 0) {
            throw new IllegalArgumentException(key + " \"" + value + "\" is not a time from " + minimum.toMillis()
                    + "ms to " + maximum.toSeconds() + "s; write a number with ms, s, mi or h");
        }
        return time;
    }

    private static Duration time(long number, String unit) {
        return switch (unit == null ? "s" : unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
