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
            if (size() > TRACKED) {
                forgotten = Math.max(forgotten, made(eldest.getKey()));
                return true;
            }
            return false;
        }
    };

    /** Of nonces as old as this one nothing is known any more: who could say whether an answer is a replay? */
    private long forgotten = Long.MIN_VALUE;

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

    /** Whether a nonce was made here for the realm, and within its lifetime. */
    boolean isGood(String realm, String nonce) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(nonce);
            if (bytes.length != STAMP_LENGTH + 32) {
                return false;
            }
            byte[] stamp = Arrays.copyOf(bytes, STAMP_LENGTH);
            byte[] mac = Arrays.copyOfRange(bytes, STAMP_LENGTH, bytes.length);
            return MessageDigest.isEqual(mac, mac(realm, stamp)) && clock.millis() - made(nonce) <= lifetime.toMillis();
        } catch (IllegalArgumentException notOurs) {
            return false;
        }
    }

    /** When a nonce of ours was made, milliseconds since the epoch. */
    private static long made(String nonce) {
        return ByteBuffer.wrap(Base64.getUrlDecoder().decode(nonce)).getLong();
    }

    /** Marks a nonce count as used, after the response was found right; false if it was used before, or may have been. */
    synchronized boolean use(String nonce, long count) {
        if (made(nonce) <= forgotten && !used.containsKey(nonce)) {
            return false;
        }
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
