// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;

import org.socache.api.SharedCache;

/**
 * Responses in the shared cache, and two notes beside each that are ours alone, under the certificate's key and one more byte:
 *
 * <pre>
 *  'C'  who asks the responder now, or asked lately       'E'  until when a response without nextUpdate serves
 *
 *   0                36           44                       0                    32          40
 *  +----------------+------------+                        +--------------------+-----------+
 *  | name of a node | since, ms  |                        | SHA-256 of the DER | until, ms |
 *  +----------------+------------+                        +--------------------+-----------+
 * </pre>
 */
final class SharedStaples {

    private static final byte CLAIM = 'C';
    private static final byte END = 'E';

    /** Bytes of SHA-256. */
    private static final int DIGEST = 32;

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

    /** Notes until when a statement without nextUpdate serves, or each node would count from when it read it. */
    void noteEnd(StapledCertificate certificate, Answer answer) {
        long end = answer.end().toEpochMilli();
        byte[] note = ByteBuffer.allocate(DIGEST + Long.BYTES)
                .put(digest(answer.der()))
                .putLong(end)
                .array();
        cache.store(noteKey(certificate, END), end, note);
    }

    /** What was noted of this response; null if nothing was, as by httpd. */
    Instant end(StapledCertificate certificate, byte[] der) {
        byte[] note = cache.retrieve(noteKey(certificate, END));
        return note == null
                        || note.length != DIGEST + Long.BYTES
                        || !Arrays.equals(note, 0, DIGEST, digest(der), 0, DIGEST)
                ? null
                : Instant.ofEpochMilli(ByteBuffer.wrap(note).getLong(DIGEST));
    }

    private static byte[] digest(byte[] der) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(der);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** When another node began to ask for this certificate; null if none has lately. */
    Instant claimedByAnother(StapledCertificate certificate) {
        byte[] claim = cache.retrieve(noteKey(certificate, CLAIM));
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
        cache.store(noteKey(certificate, CLAIM), now + life.toMillis(), claim);
    }

    private static byte[] noteKey(StapledCertificate certificate, byte kind) {
        byte[] key = certificate.key();
        byte[] note = Arrays.copyOf(key, key.length + 1);
        note[key.length] = kind;
        return note;
    }
}
