// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;

import org.socache.api.SharedCache;

/**
 * Responses in the shared cache, and who is about to fetch one. The second is ours alone: beside a certificate's record,
 * under its key and one more byte, lies the name of the node that asks the responder now, or asked lately, and since when.
 */
final class SharedStaples {

    private static final byte CLAIM = 'C';

    private final SharedCache cache;
    private final InstantSource clock;
    private final byte[] node = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);

    SharedStaples(SharedCache cache, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /** Null if there is none. */
    StapleRecord read(StapledCertificate certificate) {
        return StapleRecord.parse(cache.retrieve(certificate.key()));
    }

    void store(StapledCertificate certificate, StapleRecord record, Instant expiry) {
        cache.store(certificate.key(), expiry.toEpochMilli(), record.bytes());
    }

    /** When another node began to ask for this certificate; null if none has lately. */
    Instant claimedByAnother(StapledCertificate certificate) {
        byte[] claim = cache.retrieve(claimKey(certificate));
        if (claim == null
                || claim.length != node.length + Long.BYTES
                || Arrays.equals(node, 0, node.length, claim, 0, node.length)) {
            return null;
        }
        return Instant.ofEpochMilli(ByteBuffer.wrap(claim).getLong(node.length));
    }

    /** Tells the others to leave it to this node for a while. Two nodes may claim at the same moment, and both ask then. */
    void claim(StapledCertificate certificate, Duration life) {
        long now = clock.millis();
        byte[] claim = ByteBuffer.allocate(node.length + Long.BYTES)
                .put(node)
                .putLong(now)
                .array();
        cache.store(claimKey(certificate), now + life.toMillis(), claim);
    }

    private static byte[] claimKey(StapledCertificate certificate) {
        byte[] key = certificate.key();
        byte[] claim = Arrays.copyOf(key, key.length + 1);
        claim[key.length] = CLAIM;
        return claim;
    }
}
