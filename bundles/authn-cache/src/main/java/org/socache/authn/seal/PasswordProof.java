// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.nio.CharBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password. With a key that stays out of the cache, an HMAC is proof against guessing and costs about a
 * microsecond. Who cannot keep the key from readers of the cache takes PBKDF2, which costs a guesser, and every first use
 * of an entry in a JVM, its rounds.
 */
final class PasswordProof {

    private static final int BITS = 256;

    private PasswordProof() {}

    static byte[] of(NodeKey key, byte[] salt, int rounds, char[] password) {
        Fields fields = new Fields().bytes(salt).text(CharBuffer.wrap(password));
        return rounds == 0 ? key.mac("password", fields) : slow(salt, rounds, fields.join());
    }

    /** Constant time: the place of the first difference does not show. */
    static boolean matches(byte[] proof, byte[] other) {
        return MessageDigest.isEqual(proof, other);
    }

    /** PBKDF2 takes text; the hex of a hash stands in, because its own conversion loses unpaired surrogates. */
    private static byte[] slow(byte[] salt, int rounds, byte[] password) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(password);
            PBEKeySpec spec = new PBEKeySpec(HexFormat.of().formatHex(hash).toCharArray(), salt, rounds, BITS);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the platform has no PBKDF2WithHmacSHA256", missing);
        }
    }
}
