// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.nio.ByteBuffer;

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
     */
    Miss compare(Entries.Found found, char[] password, int rounds) {
        if (!found.present()) {
            return found.miss();
        }
        if (found.record().rounds() < rounds) {
            return Miss.WEAKER_HASH;
        }
        return proves(found, password) ? null : Miss.WRONG_PASSWORD;
    }

    private boolean proves(Entries.Found found, char[] password) {
        if (found.record().rounds() == 0) {
            return found.record().provedBy(found.key(), password);
        }
        ByteBuffer attempt = ByteBuffer.wrap(EntryId.attempt(jvmKey, found.bytes(), password));
        if (proven.get(attempt) != null) {
            return true;
        }
        boolean right = found.record().provedBy(found.key(), password);
        if (right) {
            proven.put(attempt, true);
        }
        return right;
    }
}
