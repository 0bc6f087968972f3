// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.file;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names an entry in the tree: 128 bits of the SHA-256 of its key. Written as 32 lower-case hex digits, which survive any
 * file system, also one that takes {@code a} and {@code A} for the same.
 */
public record EntryName(long high, long low) {

    /** Digits of a name. */
    public static final int DIGITS = 32;

    /** The name for a key. */
    public static EntryName of(byte[] key) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(key));
            return new EntryName(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Reads 32 digits; null for anything else. */
    public static EntryName parse(String digits) {
        if (digits.length() != DIGITS || !isHex(digits)) {
            return null;
        }
        return new EntryName(Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, DIGITS, 16));
    }

    static boolean isHex(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
