// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.util.Locale;
import java.util.Map;

/**
 * The configuration {@code org.socache.provider.dbm}, read and checked.
 *
 * @param size bytes for the entries of a cache whose argument says nothing
 * @param entrySize bytes of data an entry may have at most
 */
record DbmSettings(long size, int entrySize) {

    static final String PID = "org.socache.provider.dbm";
    static final long SMALLEST_FILE = 1L << 20;

    private static final String SIZE = "DbmSize";
    private static final String ENTRY_SIZE = "DbmMaxEntrySize";
    private static final long LARGEST_ENTRY = 512L << 20;

    static final DbmSettings DEFAULT = new DbmSettings(1L << 30, 16 << 20);

    /** @throws IllegalArgumentException naming key, value and what is allowed */
    static DbmSettings of(Map<String, ?> properties) {
        return new DbmSettings(bytes(properties, SIZE, DEFAULT.size, SMALLEST_FILE, Long.MAX_VALUE), (int)
                bytes(properties, ENTRY_SIZE, DEFAULT.entrySize, 1, LARGEST_ENTRY));
    }

    /** The largest data for a cache of that size: no single entry may drive out more than a quarter of the others. */
    int largestData(long cacheSize) {
        return (int) Math.min(entrySize, cacheSize / 4);
    }

    private static long bytes(Map<String, ?> properties, String key, long preset, long minimum, long maximum) {
        for (Map.Entry<String, ?> property : properties.entrySet()) {
            if (property.getKey().toLowerCase(Locale.ROOT).equals(key.toLowerCase(Locale.ROOT))) {
                return checked(key, String.valueOf(property.getValue()), minimum, maximum);
            }
        }
        return preset;
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
