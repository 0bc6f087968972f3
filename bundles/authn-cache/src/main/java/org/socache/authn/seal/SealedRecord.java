// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The layout of an entry, all numbers big-endian.
 *
 * <pre>
 *    0         4         5      6          10          26                    26+length-16     26+length
 *    +---------+---------+------+----------+-----------+---------------------+----------------+
 *    | "SoAu"  | version | kind | length   | salt      | sealed content      | tag            |
 *    | 4       | 1       | 1    | 4        | 16        |                     | 16             |
 *    +---------+---------+------+----------+-----------+---------------------+----------------+
 *
 *    content:
 *    0         8            40        44        76          80
 *    +---------+------------+---------+---------+-----------+-------------------+
 *    | expiry  | generation | rounds  | proof   | length    | attachment        |
 *    | 8, ms   | 32         | 4       | 32      | 4         |                   |
 *    +---------+------------+---------+---------+-----------+-------------------+
 * </pre>
 *
 * The content is sealed with AES-256-GCM. Its key is derived from node key and salt and used once, hence the nonce is
 * zero. The tag also covers the header and the id under which the record is stored: moved to another identity it does not
 * open. The expiry is inside because a provider's own is not proof against someone who can write there.
 */
public final class SealedRecord {

    private static final int MAGIC = 0x536f4175;
    private static final byte VERSION = 1;
    private static final byte KIND_CREDENTIAL = 1;
    private static final int SALT_LENGTH = 16;
    private static final int HEADER_LENGTH = 10 + SALT_LENGTH;
    private static final int TAG_LENGTH = 16;
    private static final int HASH_LENGTH = 32;
    private static final int CONTENT_LENGTH = 8 + HASH_LENGTH + 4 + HASH_LENGTH + 4;
    private static final byte[] ZERO_NONCE = new byte[12];
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] salt;
    private final long expiry;
    private final byte[] generation;
    private final int rounds;
    private final byte[] proof;
    private final byte[] attachment;

    private SealedRecord(byte[] salt, long expiry, byte[] generation, int rounds, byte[] proof, byte[] attachment) {
        this.salt = salt;
        this.expiry = expiry;
        this.generation = generation;
        this.rounds = rounds;
        this.proof = proof;
        this.attachment = attachment;
    }

    /**
     * A record of a verified password.
     *
     * @param expiry milliseconds since the epoch
     * @param generation 32 bytes that must still be current when the record is used
     * @param rounds 0 for an HMAC under the key, otherwise PBKDF2 with so many rounds
     */
    public static SealedRecord ofPassword(
            NodeKey key, long expiry, byte[] generation, int rounds, char[] password, byte[] attachment) {
        byte[] salt = newSalt();
        byte[] proof = PasswordProof.of(key, salt, rounds, password);
        return new SealedRecord(salt, expiry, generation, rounds, proof, attachment);
    }

    /** A record of a secret; what the client sends is checked against the attachment. */
    public static SealedRecord ofSecret(long expiry, byte[] generation, byte[] secret) {
        return new SealedRecord(newSalt(), expiry, generation, 0, new byte[HASH_LENGTH], secret);
    }

    /** The bytes to store under the id. */
    public byte[] seal(NodeKey key, byte[] id) {
        int sealedLength = CONTENT_LENGTH + attachment.length + TAG_LENGTH;
        ByteBuffer record = ByteBuffer.allocate(HEADER_LENGTH + sealedLength)
                .putInt(MAGIC)
                .put(VERSION)
                .put(KIND_CREDENTIAL)
                .putInt(sealedLength)
                .put(salt);
        byte[] content = ByteBuffer.allocate(CONTENT_LENGTH + attachment.length)
                .putLong(expiry)
                .put(generation)
                .putInt(rounds)
                .put(proof)
                .putInt(attachment.length)
                .put(attachment)
                .array();
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, salt);
            cipher.updateAAD(record.array(), 0, HEADER_LENGTH);
            cipher.updateAAD(id);
            record.put(cipher.doFinal(content));
            return record.array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-256-GCM failed to seal", impossible);
        }
    }

    /** The record stored under the id; empty if it is not one, was changed, or belongs to another key or identity. */
    public static Optional<SealedRecord> open(NodeKey key, byte[] id, byte[] bytes) {
        if (bytes.length < HEADER_LENGTH + CONTENT_LENGTH + TAG_LENGTH) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (header.getInt() != MAGIC
                || header.get() != VERSION
                || header.get() != KIND_CREDENTIAL
                || header.getInt() != bytes.length - HEADER_LENGTH) {
            return Optional.empty();
        }
        byte[] salt = next(header, SALT_LENGTH);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, salt);
            cipher.updateAAD(bytes, 0, HEADER_LENGTH);
            cipher.updateAAD(id);
            byte[] content = cipher.doFinal(bytes, HEADER_LENGTH, bytes.length - HEADER_LENGTH);
            return Optional.of(parse(salt, ByteBuffer.wrap(content)));
        } catch (AEADBadTagException foreign) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-256-GCM failed to open", impossible);
        }
    }

    /** The tag has vouched for every length by now. */
    private static SealedRecord parse(byte[] salt, ByteBuffer content) {
        long expiry = content.getLong();
        byte[] generation = next(content, HASH_LENGTH);
        int rounds = content.getInt();
        byte[] proof = next(content, HASH_LENGTH);
        byte[] attachment = next(content, content.getInt());
        return new SealedRecord(salt, expiry, generation, rounds, proof, attachment);
    }

    /** Whether this is the password; compares in constant time. */
    public boolean provedBy(NodeKey key, char[] password) {
        return PasswordProof.matches(proof, PasswordProof.of(key, salt, rounds, password));
    }

    /** Milliseconds since the epoch. */
    public long expiry() {
        return expiry;
    }

    /** PBKDF2 rounds of the proof, 0 for an HMAC. */
    public int rounds() {
        return rounds;
    }

    public byte[] generation() {
        return generation.clone();
    }

    public byte[] attachment() {
        return attachment.clone();
    }

    private static byte[] newSalt() {
        byte[] salt = new byte[SALT_LENGTH];
        RANDOM.nextBytes(salt);
        return salt;
    }

    private static byte[] next(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static Cipher cipher(int mode, NodeKey key, byte[] salt) throws GeneralSecurityException {
        byte[] once = key.mac("seal", new Fields().bytes(salt));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(once, "AES"), new GCMParameterSpec(8 * TAG_LENGTH, ZERO_NONCE));
        return cipher;
    }
}
