// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** User and password of a Basic header (RFC 7617): UTF-8, as our challenge asks, or Latin-1 from clients that ignore it. */
record BasicCredentials(String user, char[] password) {

    /** Null if the header's value after the scheme is malformed. */
    static BasicCredentials parse(String token) {
        try {
            String all = text(Base64.getDecoder().decode(token.trim()));
            int colon = all.indexOf(':');
            boolean control = all.chars().anyMatch(Character::isISOControl);
            return colon < 0 || control
                    ? null
                    : new BasicCredentials(
                            all.substring(0, colon), all.substring(colon + 1).toCharArray());
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** What a client meant by some bytes of a header. */
    static String text(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException latin) {
            return new String(bytes, ISO_8859_1);
        }
    }
}
