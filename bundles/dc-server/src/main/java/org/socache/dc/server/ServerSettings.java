// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.socache.api.CacheSpecification;
import org.socache.api.InvalidSpecificationException;
import org.socache.dc.protocol.Address;

/**
 * One server's configuration, checked.
 *
 * @param listen where clients connect
 * @param socketMode who may connect to a UNIX socket
 * @param cache where entries live
 * @param maxConnections open at a time; for a further one the one idle for longest is closed, or itself if none is
 * @param maxMemory bytes of requests and answers under way, over all connections
 * @param requestTimeout for a request to arrive whole, and again for its answer to be taken
 * @param idleTimeout between two requests
 */
record ServerSettings(
        Address listen,
        Set<PosixFilePermission> socketMode,
        CacheSpecification cache,
        int maxConnections,
        int maxMemory,
        Duration requestTimeout,
        Duration idleTimeout) {

    /** A request and its answer at their largest, with a spare frame. */
    private static final int LARGEST_EXCHANGE = 70_000;

    /**
     * Reads a configuration; keys are compared without regard to case.
     *
     * @param base where a relative socket path starts
     * @throws IllegalArgumentException if a value is wrong; the message names key, value and what is allowed
     */
    static ServerSettings of(Map<String, ?> configuration, Path base) {
        Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.putAll(configuration);
        return new ServerSettings(
                listen(text(values, "Listen", ""), base),
                mode(text(values, "SocketMode", "600")),
                cache(text(values, "Cache", "")),
                number(values, "MaxConnections", 1_024, 1, 100_000),
                number(values, "MaxMemory", 16_777_216, LARGEST_EXCHANGE, 1_073_741_824),
                Duration.ofMillis(number(values, "RequestTimeout", 5_000, 10, 3_600_000)),
                Duration.ofMillis(number(values, "IdleTimeout", 300_000, 10, 86_400_000)));
    }

    /** Whether clients need not be dropped to go over to the other settings: only the cache differs, or nothing. */
    boolean servesAs(ServerSettings other) {
        return with(other.cache).equals(other);
    }

    private ServerSettings with(CacheSpecification other) {
        return new ServerSettings(listen, socketMode, other, maxConnections, maxMemory, requestTimeout, idleTimeout);
    }

    private static Address listen(String text, Path base) {
        try {
            return Address.parse(text, base);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("Listen: " + wrong.getMessage(), wrong);
        }
    }

    private static CacheSpecification cache(String text) {
        try {
            return CacheSpecification.parse(text);
        } catch (InvalidSpecificationException wrong) {
            throw new IllegalArgumentException("Cache: " + wrong.getMessage(), wrong);
        }
    }

    /** Octal digits for owner, group and others, as in {@code chmod}. */
    private static Set<PosixFilePermission> mode(String text) {
        if (!text.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException(
                    "SocketMode \"" + text + "\" is not three octal digits; write 600, or 660 for the group");
        }
        int bits = Integer.parseInt(text, 8);
        Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromTheLeft = PosixFilePermission.values(); // owner r w x, group r w x, others r w x
        for (int n = 0; n < fromTheLeft.length; n++) {
            if ((bits & 0400 >> n) != 0) {
                mode.add(fromTheLeft[n]);
            }
        }
        return mode;
    }

    private static int number(Map<String, Object> values, String key, int standard, int minimum, int maximum) {
        String text = text(values, key, Integer.toString(standard));
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) < minimum || Long.parseLong(text) > maximum) {
            throw new IllegalArgumentException(
                    key + " \"" + text + "\" is not a number from " + minimum + " to " + maximum);
        }
        return Integer.parseInt(text);
    }

    private static String text(Map<String, Object> values, String key, String standard) {
        Object value = values.get(key);
        return value == null ? standard : value.toString().trim();
    }
}
