// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

import org.socache.authn.seal.GenerationRecord;

/**
 * The current generation of a scope as this JVM knows it.
 *
 * @param scope what it covers
 * @param value 16 random bytes
 * @param expiry of the record in the cache, milliseconds since the epoch
 * @param stored true if the cache has it under the current key; false for one that is only proposed
 * @param read when the cache was asked, milliseconds since the epoch
 */
record Generation(Scope scope, byte[] value, long expiry, boolean stored, long read) {

    boolean sameAs(Generation other) {
        return Arrays.equals(value, other.value);
    }

    Generation readAt(long now) {
        return new Generation(scope, value, expiry, stored, now);
    }

    Generation storedUntil(long newExpiry, long now) {
        return new Generation(scope, value, newExpiry, true, now);
    }

    /**
     * What can be forgotten at one stroke.
     *
     * @param kind as in {@link GenerationRecord}
     * @param name of the user or context; a long one's hash, because names are kept also of those who fail to log in
     */
    record Scope(byte kind, String name) {

        private static final int LONGEST_NAME = 64;

        static final Scope EVERYONE = new Scope(GenerationRecord.EVERYONE, "");

        static Scope context(String context) {
            return new Scope(GenerationRecord.CONTEXT, shortened(context));
        }

        /** Forgetting one spelling forgets all. */
        static Scope user(String user) {
            return new Scope(GenerationRecord.USER, shortened(Spelling.folded(user)));
        }

        private static String shortened(String name) {
            if (name.length() <= LONGEST_NAME) {
                return name;
            }
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                return "#" + HexFormat.of().formatHex(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("every Java platform has SHA-256", missing);
            }
        }
    }
}
