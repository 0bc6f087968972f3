// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration {@code org.socache.provider.dbm}, read and checked.
 *
 * @param size bytes for the entries of a cache whose argument says nothing
 * @param entrySize bytes of data an entry may have at most
 * @param timeout how long a call waits for its turn at the file
 */
record DbmSettings(long size, int entrySize, Duration timeout) {

    static final String PID = "org.socache.provider.dbm";
    static final long SMALLEST_FILE = 1L << 20;

    private static final String SIZE = "DbmSize";
    private static final String ENTRY_SIZE = "DbmMaxEntrySize";
    private static final String TIMEOUT = "DbmTimeout";
    private static final long LARGEST_ENTRY = 512L << 20;
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Pattern TIME = Pattern.compile("(\\d{1,5})\\s*(ms|s)");

    static final DbmSettings DEFAULT = new DbmSettings(1L << 30, 16 << 20, Duration.ofMillis(250));

    /** @throws IllegalArgumentException naming key, value and what is allowed */
    static DbmSettings of(Map<String, ?> properties) {
        return new DbmSettings(
                bytes(properties, SIZE, DEFAULT.size, SMALLEST_FILE, Long.MAX_VALUE),
                (int) bytes(properties, ENTRY_SIZE, DEFAULT.entrySize, 1, LARGEST_ENTRY),
                timeout(value(properties, TIMEOUT)));
    }

    private static Duration timeout(String value) {
        if (value == null) {
            return DEFAULT.timeout;
        }
        Matcher matcher = TIME.matcher(value.trim());
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration timeout = matcher.group(2).equals("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
            if (timeout.toMillis() >= 1 && timeout.compareTo(LONGEST_TIMEOUT) <= 0) {
                return timeout;
            }
        }
        throw new IllegalArgumentException(
                PID + ": " + TIMEOUT + " = " + value + " is not a time from 1ms to 60s; write for instance 250ms");
    }

    /** The largest data for a cache of that size: no single entry may drive out more than a quarter of the others. */
    int largestData(long cacheSize) {
        return (int) Math.min(entrySize, cacheSize / 4);
    }

    private static long bytes(Map<String, ?> properties, String key, long preset, long minimum, long maximum) {
        String value = value(properties, key);
        return value == null ? preset : checked(key, value, minimum, maximum);
    }

    /** Keys are compared without regard to case; null if there is none. */
    private static String value(Map<String, ?> properties, String key) {
        for (Map.Entry<String, ?> property : properties.entrySet()) {
            if (property.getKey().toLowerCase(Locale.ROOT).equals(key.toLowerCase(Locale.ROOT))) {
                return String.valueOf(property.getValue());
            }
        }
        return null;
    }

    private static long checked(String key, String value, long minimum, long maximum) {
        try {
            long bytes = ByteSize.parse(value);
            if (bytes >= minimum && bytes <= maximum) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    PID + ": " + key + " = " + value + " is no number of bytes; write for instance 64M", e);
        }
        throw new IllegalArgumentException(
                PID + ": " + key + " = " + value + " is not between " + minimum + " and " + maximum + " bytes");
    }
}
