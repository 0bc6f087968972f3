// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Nonces that prove themselves: time, a random part, and an HMAC over both and the realm under a key of this JVM, so that nothing
 * is kept for clients that only ever ask. What is kept, for those that answer, is which nonce counts were used.
 */
final class DigestNonces {

    private static final int RANDOM_LENGTH = 8;
    private static final int STAMP_LENGTH = 8 + RANDOM_LENGTH;
    private static final int TRACKED = 10_000;

    /** Requests of one nonce may arrive in another order than they were sent, within this distance. */
    private static final int WINDOW = 256;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final InstantSource clock;
    private final Duration lifetime;
    private final Map<String, Uses> used = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Uses> eldest) {
            return size() > TRACKED;
        }
    };

    DigestNonces(InstantSource clock, Duration lifetime) {
        this.clock = clock;
        this.lifetime = lifetime;
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        key = new SecretKeySpec(secret, "HmacSHA256");
    }

    String create(String realm) {
        byte[] random = new byte[RANDOM_LENGTH];
        RANDOM.nextBytes(random);
        byte[] stamp = ByteBuffer.allocate(STAMP_LENGTH)
                .putLong(clock.millis())
                .put(random)
                .array();
        byte[] nonce = Arrays.copyOf(stamp, STAMP_LENGTH + 32);
        System.arraycopy(mac(realm, stamp), 0, nonce, STAMP_LENGTH, 32);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    }

    /** What a nonce is worth, before anything else is checked. */
    State state(String realm, String nonce) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(nonce);
            if (bytes.length != STAMP_LENGTH + 32) {
                return State.FOREIGN;
            }
            byte[] stamp = Arrays.copyOf(bytes, STAMP_LENGTH);
            byte[] mac = Arrays.copyOfRange(bytes, STAMP_LENGTH, bytes.length);
            if (!MessageDigest.isEqual(mac, mac(realm, stamp))) {
                return State.FOREIGN;
            }
            long age = clock.millis() - ByteBuffer.wrap(stamp).getLong();
            return age <= lifetime.toMillis() ? State.GOOD : State.STALE;
        } catch (IllegalArgumentException notOurs) {
            return State.FOREIGN;
        }
    }

    /** Marks a nonce count as used, after the response was found right; false if it was used before. */
    synchronized boolean use(String nonce, long count) {
        return used.computeIfAbsent(nonce, any -> new Uses()).add(count);
    }

    private byte[] mac(String realm, byte[] stamp) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(stamp);
            return mac.doFinal(realm.getBytes(UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has HmacSHA256", missing);
        }
    }

    enum State {
        GOOD,
        /** Ours, but too old: the client may try again with a new one, and need not ask its user. */
        STALE,
        FOREIGN
    }

    /** The counts used of one nonce: the highest, and which of the ones below it within the window. */
    private static final class Uses {

        private long highest;
        private BitSet below = new BitSet(WINDOW);

        boolean add(long count) {
            if (count > highest) {
                shift(count - highest);
                highest = count;
                return true;
            }
            long distance = highest - count;
            if (distance >= WINDOW || below.get((int) distance)) {
                return false;
            }
            below.set((int) distance);
            return true;
        }

        /** Bit 0 is the highest itself. */
        private void shift(long by) {
            BitSet shifted = new BitSet(WINDOW);
            if (by < WINDOW) {
                below.stream()
                        .map(bit -> bit + (int) by)
                        .filter(bit -> bit < WINDOW)
                        .forEach(shifted::set);
            }
            shifted.set(0);
            below = shifted;
        }
    }
}
