// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a client answered to a Digest challenge (RFC 7616 section 3.4), with {@code qop=auth} always: without it a captured
 * answer could be replayed.
 */
record DigestResponse(String user, String realm, String nonce, String uri, String response, String cnonce, String nc) {

    /**
     * Null if a parameter is missing or malformed, or the algorithm or qop is another than was offered.
     *
     * @param header as containers give it, one character for each byte; the bytes are UTF-8, as our challenge asks
     */
    static DigestResponse parse(String header, String algorithm) {
        Map<String, String> parameters = AuthParameters.parse(BasicCredentials.text(header.getBytes(ISO_8859_1)));
        if (parameters == null
                || !"auth".equals(parameters.get("qop"))
                || !algorithm.equalsIgnoreCase(parameters.getOrDefault("algorithm", "MD5"))) {
            return null;
        }
        DigestResponse parsed = new DigestResponse(
                parameters.get("username"),
                parameters.get("realm"),
                parameters.get("nonce"),
                parameters.get("uri"),
                parameters.get("response"),
                parameters.get("cnonce"),
                parameters.get("nc"));
        return parsed.complete() ? parsed : null;
    }

    private boolean complete() {
        return user != null
                && isName(user)
                && realm != null
                && nonce != null
                && uri != null
                && response != null
                && cnonce != null
                && nc != null
                && nc.matches("[0-9a-fA-F]{8}");
    }

    /** With a colon it could be another user of another realm: HA1 is made of {@code user:realm:password}. */
    private static boolean isName(String user) {
        return user.indexOf(':') < 0 && user.chars().noneMatch(Character::isISOControl);
    }

    long count() {
        return Long.parseLong(nc, 16);
    }

    /**
     * Whether the client knows HA1; compares in constant time. What is no hash proves nothing: everybody knows an empty column, or
     * the rest of an htdigest line for another realm, whose name goes on after a colon.
     */
    boolean provedBy(String ha1, String method, String algorithm) {
        String ha2 = hash(algorithm, method + ':' + uri);
        String right = hash(algorithm, ha1 + ':' + nonce + ':' + nc + ':' + cnonce + ":auth:" + ha2);
        return ha1.matches("[0-9a-fA-F]{" + ha2.length() + "}")
                && MessageDigest.isEqual(
                        right.getBytes(UTF_8), response.toLowerCase(Locale.ROOT).getBytes(UTF_8));
    }

    static String hash(String algorithm, String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has " + algorithm, missing);
        }
    }
}
