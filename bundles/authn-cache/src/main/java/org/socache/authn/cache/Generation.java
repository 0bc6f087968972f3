// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.util.Arrays;
import java.util.Locale;

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
     * @param name of the user or context
     */
    record Scope(byte kind, String name) {

        static final Scope EVERYONE = new Scope(GenerationRecord.EVERYONE, "");

        static Scope context(String context) {
            return new Scope(GenerationRecord.CONTEXT, context);
        }

        /** Many directories do not mind the case of a name; forgetting one spelling forgets all. */
        static Scope user(String user) {
            return new Scope(GenerationRecord.USER, user.toLowerCase(Locale.ROOT));
        }
    }
}
