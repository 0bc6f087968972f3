// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The generations that were current when a login began: of everyone, of its context, of its user. An entry is good while
 * all three still are.
 */
record Stamp(List<Generation> generations) {

    /** Whether nobody it covers was forgotten in between. */
    boolean sameAs(Stamp later) {
        return MessageDigest.isEqual(digest(), later.digest());
    }

    /** What an entry carries, 32 bytes. */
    byte[] digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            generations.forEach(generation -> digest.update(generation.value()));
            return digest.digest();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
