// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that lives outside the cache. Every use has a label of its own, so that no use weakens another. */
public final class NodeKey {

    /** Length of a key in bytes. */
    public static final int LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";

    /** A Mac keyed once and cloned per use: keying costs as much as the work itself. */
    private final Mac keyed;

    /**
     * Takes a secret.
     *
     * @throws IllegalArgumentException if it is not {@link #LENGTH} bytes
     */
    public NodeKey(byte[] secret) {
        if (secret.length != LENGTH) {
            throw new IllegalArgumentException("a key has " + LENGTH + " bytes, this one " + secret.length);
        }
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, missing);
        }
    }

    /** A key nobody else has: what a node uses that shares its entries with no other. */
    public static NodeKey random() {
        byte[] secret = new byte[LENGTH];
        new SecureRandom().nextBytes(secret);
        return new NodeKey(secret);
    }

    /** HMAC-SHA-256 over the label and the fields. */
    byte[] mac(String label, Fields fields) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update(new Fields().text(label).join());
            return mac.doFinal(fields.join());
        } catch (CloneNotSupportedException foreign) {
            throw new IllegalStateException("the platform's " + ALGORITHM + " cannot be cloned", foreign);
        }
    }
}
