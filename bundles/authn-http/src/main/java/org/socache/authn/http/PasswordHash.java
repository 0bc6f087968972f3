// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.nio.CharBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

import at.favre.lib.crypto.bcrypt.BCrypt;
import org.apache.commons.codec.binary.Base64;
import org.apache.commons.codec.digest.Crypt;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.Md5Crypt;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The formats htpasswd writes and httpd reads: bcrypt ({@code -B}), apr1 ({@code -m}), SHA-1 ({@code -s}) and crypt with DES,
 * MD5, SHA-256 and SHA-512 ({@code -d -2 -5}). Clear text ({@code -p}), which httpd reads on Windows only, is refused.
 */
final class PasswordHash {

    private static final String SHA1 = "{SHA}";
    private static final int DES_LENGTH = 13;
    private static final int BCRYPT_LENGTH = 72;

    private PasswordHash() {}

    /** Whether the hash is of this password; false for a format that is none of the above. */
    static boolean matches(char[] password, String hash) {
        byte[] bytes = utf8(password);
        try {
            return matches(bytes, hash);
        } catch (IllegalArgumentException malformed) {
            return false;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static boolean matches(byte[] password, String hash) {
        if (hash.matches("\\$2[aby]\\$.*")) {
            return bcrypt(password, hash);
        }
        if (hash.startsWith("$apr1$")) {
            return same(hash, Md5Crypt.apr1Crypt(password, hash));
        }
        if (hash.startsWith(SHA1)) {
            return same(hash, SHA1 + Base64.encodeBase64String(DigestUtils.sha1(password)));
        }
        boolean crypt = hash.matches("\\$[156]\\$.*") || hash.matches("[./0-9A-Za-z]{" + DES_LENGTH + "}");
        return crypt && same(hash, Crypt.crypt(password, hash));
    }

    /** What is longer is refused by the library; htpasswd and httpd cut it off. */
    private static boolean bcrypt(byte[] password, String hash) {
        byte[] start = Arrays.copyOf(password, Math.min(password.length, BCRYPT_LENGTH));
        try {
            return BCrypt.verifyer().verify(start, hash.getBytes(UTF_8)).verified;
        } finally {
            Arrays.fill(start, (byte) 0);
        }
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }

    static byte[] utf8(char[] text) {
        java.nio.ByteBuffer encoded = UTF_8.encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
