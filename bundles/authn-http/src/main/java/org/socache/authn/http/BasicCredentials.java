// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** User and password of a Basic header (RFC 7617): UTF-8, as our challenge asks, or Latin-1 from clients that ignore it. */
record BasicCredentials(String user, char[] password) {

    /** Null if the header's value after the scheme is malformed. */
    static BasicCredentials parse(String token) {
        try {
            CharBuffer text = decode(Base64.getDecoder().decode(token.trim()));
            String all = text.toString();
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

    private static CharBuffer decode(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException latin) {
            return ISO_8859_1.decode(ByteBuffer.wrap(bytes));
        }
    }
}
