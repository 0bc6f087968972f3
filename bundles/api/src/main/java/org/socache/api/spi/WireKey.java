// SPDX-License-Identifier: Apache-2.0
package org.socache.api.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Keys on a shared server: {@code <consumer>:} and the id in lower-case hex, as httpd's memcache and redis providers write
 * them, so that a Karaf node and an httpd node find each other's entries.
 *
 * <p>An id whose key would be longer than the server takes becomes {@code <consumer>:~} and the hex of its SHA-256;
 * {@code ~} is no hex digit, so no other id has that key. httpd refuses such ids.
 */
public final class WireKey {

    private static final HexFormat HEX = HexFormat.of();

    private WireKey() {}

    /** The key of an id, at most {@code maximumLength} characters. */
    public static String of(String consumer, byte[] id, int maximumLength) {
        int length = consumer.length() + 1 + 2 * id.length;
        return length <= maximumLength
                ? consumer + ':' + HEX.formatHex(id)
                : consumer + ":~" + HEX.formatHex(sha256(id));
    }

    /** The id of a key made by {@link #of}, or null if it is another consumer's or was hashed. */
    public static byte[] idOf(String consumer, String key) {
        int start = consumer.length() + 1;
        if (key.length() <= start || key.charAt(start - 1) != ':' || !key.startsWith(consumer)) {
            return null;
        }
        try {
            return HEX.parseHex(key, start, key.length());
        } catch (IllegalArgumentException notHex) {
            return null;
        }
    }

    /** SHA-256 of the id, for providers whose server has binary keys of limited length. */
    public static byte[] sha256(byte[] id) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(id);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    /** The key as bytes on the wire. */
    public static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.US_ASCII);
    }
}
