// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.socache.http.engine.message.Fields;

/** Variant indexes as bytes, laid out as {@link RecordLayout} draws them. */
public final class VariantIndexRecord {

    /** More than any policy allows; a record that claims more is damaged. */
    private static final int MAX_VARIANTS = 1000;

    private VariantIndexRecord() {}

    /** The record of an index. */
    static byte[] encode(VariantIndex index) {
        List<byte[]> texts = new ArrayList<>();
        byte[] key = index.key().bytes();
        int length = RecordLayout.PREFIX + 8 + key.length;
        for (VariantIndex.Variant variant : index.variants()) {
            for (byte[] text : texts(variant)) {
                texts.add(text);
                length += 4 + text.length;
            }
            length += 16;
        }
        byte[] record = new byte[length];
        ByteBuffer bytes = ByteBuffer.wrap(record).position(RecordLayout.PREFIX);
        bytes.putInt(key.length).putInt(index.variants().size()).put(key);
        int next = 0;
        for (VariantIndex.Variant variant : index.variants()) {
            bytes.putLong(variant.storedAt()).putLong(variant.expiry());
            for (int i = 0; i < 5; i++) {
                byte[] text = texts.get(next++);
                bytes.putInt(text.length).put(text);
            }
        }
        return RecordLayout.seal(record, RecordLayout.VARIANTS);
    }

    private static List<byte[]> texts(VariantIndex.Variant variant) {
        return List.of(
                latin1(variant.hash()),
                latin1(String.join(",", variant.names())),
                HeaderBlock.render(variant.selecting()),
                latin1(variant.language()),
                latin1(variant.encoding()));
    }

    /** Reads a record whose checksum was verified; null if the parts do not add up, or it is the record of another key. */
    static VariantIndex decode(byte[] record, CacheKey expected) {
        ByteBuffer bytes = ByteBuffer.wrap(record).position(RecordLayout.PREFIX);
        try {
            int keyLength = bytes.getInt();
            int count = bytes.getInt();
            if (count < 0 || count > MAX_VARIANTS || !text(bytes, keyLength).equals(expected.text())) {
                return null;
            }
            List<VariantIndex.Variant> variants = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                VariantIndex.Variant variant = variant(bytes);
                if (variant == null) {
                    return null;
                }
                variants.add(variant);
            }
            return bytes.hasRemaining() ? null : new VariantIndex(expected, variants);
        } catch (BufferUnderflowException tooShort) {
            return null;
        }
    }

    private static VariantIndex.Variant variant(ByteBuffer bytes) {
        long storedAt = bytes.getLong();
        long expiry = bytes.getLong();
        String hash = text(bytes, bytes.getInt());
        String names = text(bytes, bytes.getInt());
        Fields selecting = HeaderBlock.parse(part(bytes, bytes.getInt()));
        String language = text(bytes, bytes.getInt());
        String encoding = text(bytes, bytes.getInt());
        List<String> nameList = names.isEmpty() ? List.of() : List.of(names.split(","));
        return selecting == null
                ? null
                : new VariantIndex.Variant(hash, nameList, selecting, language, encoding, storedAt, expiry);
    }

    private static String text(ByteBuffer bytes, int length) {
        ByteBuffer part = part(bytes, length);
        return StandardCharsets.ISO_8859_1.decode(part).toString();
    }

    /** The next bytes as a view; the length is checked before anything of that size is made. */
    private static ByteBuffer part(ByteBuffer bytes, int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return part;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
