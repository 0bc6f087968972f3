// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

import org.socache.authn.cache.Counters.Miss;
import org.socache.authn.seal.EntryId;
import org.socache.authn.seal.NodeKey;

/**
 * Compares passwords with the proofs of entries. A slow proof is worked out once per entry and password in a JVM; after
 * that an HMAC under a key of this JVM alone tells that it was the same.
 */
final class Passwords {

    private static final int PROVEN = 10_000;

    private final BoundedMap<ByteBuffer, Boolean> proven = new BoundedMap<>(PROVEN);
    private final NodeKey jvmKey;

    Passwords(NodeKey jvmKey) {
        this.jvmKey = jvmKey;
    }

    /**
     * Why the entry does not answer for the password; null if it does.
     *
     * @param rounds PBKDF2 rounds that are asked for now
     * @param guessing whether there were so many wrong passwords that this one is worth no slow proof: guesses must not
     *     cost the node more than the guesser
     */
    Miss compare(Entries.Found found, char[] password, int rounds, BooleanSupplier guessing) {
        if (!found.present()) {
            return found.miss();
        }
        if (found.record().rounds() < rounds) {
            return Miss.WEAKER_HASH;
        }
        return proves(found, password, guessing) ? null : Miss.WRONG_PASSWORD;
    }

    private boolean proves(Entries.Found found, char[] password, BooleanSupplier guessing) {
        if (found.record().rounds() == 0) {
            return found.record().provedBy(found.key(), password);
        }
        if (proven.get(attempt(found.bytes(), password)) != null) {
            return true;
        }
        boolean right = !guessing.getAsBoolean() && found.record().provedBy(found.key(), password);
        if (right) {
            proved(found.bytes(), password);
        }
        return right;
    }

    /** Takes notice of the password of a slow entry. */
    void proved(byte[] entry, char[] password) {
        proven.put(attempt(entry, password), true);
    }

    private ByteBuffer attempt(byte[] entry, char[] password) {
        return ByteBuffer.wrap(EntryId.attempt(jvmKey, entry, password));
    }
}
