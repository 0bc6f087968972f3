// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A session as it lies in the shared cache. It holds a master secret, so it is sealed with AES-256-GCM; httpd leaves that
 * to the cache's transport.
 *
 * <pre>
 *  0        4         5          6          8         16        20           32
 *  +--------+---------+----------+----------+---------+---------+------------+--------------------+--------+
 *  | "SSES" | version | protocol | reserved | runtime | key id  | nonce      | sealed             | tag 16 |
 *  +--------+---------+----------+----------+---------+---------+------------+--------------------+--------+
 *                                                                            /                     \
 *                                                     SHA-256 of the certificate 32 | JSSE's ticket form
 * </pre>
 *
 * Protocol is 12 or 13; 0, with nothing behind it, for a session that must not be resumed again. Runtime is the beginning of the SHA-256 of {@link Runtime#version()}: forms of JSSE are not
 * compatible between versions. Header, session-id context and session id are the additional data of GCM, so an entry
 * opens under the identity and id it was made for and no other.
 */
final class SealedSession {

    /** Why an entry did not open. */
    enum Flaw {
        /** Not a sealed session, a version that is not ours, or changed since it was sealed. */
        DAMAGED("damaged"),
        /** Made by another version of Java. */
        FOREIGN_RUNTIME("made by another version of Java"),
        /** Sealed with a key that is not in the key file. */
        UNKNOWN_KEY("sealed with an unknown key"),
        /** A TLS 1.2 session asked for as a TLS 1.3 ticket, or the other way. */
        OTHER_PROTOCOL("of another TLS version");

        private final String words;

        Flaw(String words) {
            this.words = words;
        }

        /** For an operator. */
        String words() {
            return words;
        }
    }

    /**
     * What was sealed.
     *
     * @param certificate SHA-256 of the leaf the server had presented, 32 bytes
     * @param form as {@link JsseSessions#write} gave it
     */
    record Content(byte[] certificate, byte[] form) {}

    /** An entry that is a full handshake instead. */
    static final class FlawedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final Flaw flaw;

        FlawedException(Flaw flaw) {
            super(flaw.name(), null, false, false);
            this.flaw = flaw;
        }

        Flaw flaw() {
            return flaw;
        }
    }

    static final int TLS12 = 12;
    static final int TLS13 = 13;

    private static final int MAGIC = 0x53534553;
    private static final byte VERSION = 1;

    /** Lies where a session was. Not sealed: whoever can write it can as well remove the session. */
    private static final byte[] FORGOTTEN =
            ByteBuffer.allocate(6).putInt(MAGIC).put(VERSION).put((byte) 0).array();

    private static final int HEADER = 32;
    private static final int NONCE = 20;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;
    private static final int FINGERPRINT = 32;

    private final SealingKeys keys;
    private final byte[] identity;
    private final long runtime;
    private final SecureRandom random = new SecureRandom();

    /** @param identity the session-id context */
    SealedSession(SealingKeys keys, String identity, Runtime.Version version) {
        this.keys = keys;
        this.identity = identity.getBytes(StandardCharsets.UTF_8);
        this.runtime = ByteBuffer.wrap(sha256(version.toString().getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    byte[] seal(int protocol, byte[] id, Content content) {
        SealingKeys.Key key = keys.current();
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] header = ByteBuffer.allocate(HEADER)
                .putInt(MAGIC)
                .put(VERSION)
                .put((byte) protocol)
                .putShort((short) 0)
                .putLong(runtime)
                .putInt(key.id())
                .put(nonce)
                .array();
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, key, header, id).doFinal(concat(content.certificate(), content.form()));
            return concat(header, sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES/GCM", e);
        }
    }

    /** What to store in place of a session that must not be resumed again. */
    static byte[] forgotten() {
        return FORGOTTEN.clone();
    }

    static boolean isForgotten(byte[] entry) {
        return Arrays.equals(entry, FORGOTTEN);
    }

    /** Cheap enough to tell, before an entry is consumed, whether it is one that may be. */
    static boolean isProtocol(int protocol, byte[] entry) {
        return entry.length > HEADER && entry[5] == protocol;
    }

    Content open(int protocol, byte[] id, byte[] entry) throws FlawedException {
        byte[] opened = decrypt(id, entry, keyOf(protocol, entry));
        return new Content(Arrays.copyOf(opened, FINGERPRINT), Arrays.copyOfRange(opened, FINGERPRINT, opened.length));
    }

    private SealingKeys.Key keyOf(int protocol, byte[] entry) throws FlawedException {
        if (entry.length < HEADER + FINGERPRINT + TAG_BITS / 8) {
            throw new FlawedException(Flaw.DAMAGED);
        }
        ByteBuffer header = ByteBuffer.wrap(entry);
        if (header.getInt() != MAGIC || header.get() != VERSION) {
            throw new FlawedException(Flaw.DAMAGED);
        }
        if (header.get() != protocol) {
            throw new FlawedException(Flaw.OTHER_PROTOCOL);
        }
        header.getShort();
        if (header.getLong() != runtime) {
            throw new FlawedException(Flaw.FOREIGN_RUNTIME);
        }
        SealingKeys.Key key = keys.find(header.getInt());
        if (key == null) {
            throw new FlawedException(Flaw.UNKNOWN_KEY);
        }
        return key;
    }

    private byte[] decrypt(byte[] id, byte[] entry, SealingKeys.Key key) throws FlawedException {
        try {
            byte[] header = Arrays.copyOf(entry, HEADER);
            return cipher(Cipher.DECRYPT_MODE, key, header, id).doFinal(entry, HEADER, entry.length - HEADER);
        } catch (GeneralSecurityException e) {
            throw new FlawedException(Flaw.DAMAGED);
        }
    }

    private Cipher cipher(int mode, SealingKeys.Key key, byte[] header, byte[] id) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, header, NONCE, NONCE_LENGTH));
        cipher.updateAAD(header);
        cipher.updateAAD(identity);
        cipher.updateAAD(id);
        return cipher;
    }

    /** Where the entry lies: no key of a provider tells a ticket that a client may still present. */
    byte[] cacheId(byte[] id) {
        return sha256(concat(identity, id));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
