// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The layout of the record that says which generation of a scope is current, big-endian. It holds nothing secret; the check
 * tells a torn or foreign record from a real one.
 *
 * <pre>
 *    0         4         5      6         14             30          62
 *    +---------+---------+------+---------+--------------+-----------+
 *    | "SoAu"  | version | kind | expiry  | generation   | check     |
 *    | 4       | 1       | 1    | 8, ms   | 16           | 32        |
 *    +---------+---------+------+---------+--------------+-----------+
 * </pre>
 *
 * @param kind 2 for a user, 3 for a context, 4 for everyone
 * @param expiry milliseconds since the epoch; no entry may outlive its generation
 * @param generation 16 random bytes
 */
public record GenerationRecord(byte kind, long expiry, byte[] generation) {

    /** Kind of a user's record. */
    public static final byte USER = 2;

    /** Kind of a context's record. */
    public static final byte CONTEXT = 3;

    /** Kind of the one record that covers everyone. */
    public static final byte EVERYONE = 4;

    /** Length of a generation in bytes. */
    public static final int GENERATION_LENGTH = 16;

    private static final int MAGIC = 0x536f4175;
    private static final byte VERSION = 1;
    private static final int KIND_OFFSET = 5;
    private static final int CHECK_OFFSET = 30;
    private static final int LENGTH = 62;

    /** The bytes to store under the id. */
    public byte[] write(NodeKey key, byte[] id) {
        ByteBuffer record = ByteBuffer.allocate(LENGTH)
                .putInt(MAGIC)
                .put(VERSION)
                .put(kind)
                .putLong(expiry)
                .put(generation);
        return record.put(check(key, id, record.array())).array();
    }

    /** The record stored under the id; empty if it is not one of this key and id. */
    public static Optional<GenerationRecord> read(NodeKey key, byte[] id, byte[] bytes) {
        if (!looksLikeOne(bytes)) {
            return Optional.empty();
        }
        ByteBuffer record = ByteBuffer.wrap(bytes).position(KIND_OFFSET);
        byte kind = record.get();
        long expiry = record.getLong();
        byte[] generation = new byte[GENERATION_LENGTH];
        record.get(generation);
        byte[] check = new byte[LENGTH - CHECK_OFFSET];
        record.get(check);
        return MessageDigest.isEqual(check, check(key, id, bytes))
                ? Optional.of(new GenerationRecord(kind, expiry, generation))
                : Optional.empty();
    }

    /** Whether an entry met on a walk is a user's: one for each user in the cache. */
    public static boolean isUser(byte[] bytes) {
        return looksLikeOne(bytes) && bytes[KIND_OFFSET] == USER;
    }

    private static boolean looksLikeOne(byte[] bytes) {
        return bytes.length == LENGTH && ByteBuffer.wrap(bytes).getInt() == MAGIC && bytes[4] == VERSION;
    }

    private static byte[] check(NodeKey key, byte[] id, byte[] record) {
        byte[] covered = new byte[CHECK_OFFSET];
        System.arraycopy(record, 0, covered, 0, CHECK_OFFSET);
        return key.mac("generation check", new Fields().bytes(id).bytes(covered));
    }
}
