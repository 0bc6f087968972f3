// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins fields into bytes so that different lists of fields never give the same bytes: each field is preceded by its
 * length. Text is written as its UTF-16 units; UTF-8 would map every unpaired surrogate to the same question mark.
 */
final class Fields {

    private final List<byte[]> fields = new ArrayList<>();
    private int length;

    Fields text(CharSequence text) {
        return bytes(utf16(text));
    }

    Fields bytes(byte[] field) {
        fields.add(field);
        length += Integer.BYTES + field.length;
        return this;
    }

    Fields number(long number) {
        return bytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    byte[] join() {
        ByteBuffer joined = ByteBuffer.allocate(length);
        fields.forEach(field -> joined.putInt(field.length).put(field));
        return joined.array();
    }

    private static byte[] utf16(CharSequence text) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes.putChar(text.charAt(i));
        }
        return bytes.array();
    }
}
