// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.socache.http.engine.message.Fields;

/**
 * Field lines in both shapes, the wire's and the program's; each is made from the other at the first use. Two threads that
 * ask at once both make the same value, which is cheaper than a lock.
 */
final class HeaderBlock {

    private ByteBuffer bytes;
    private Fields fields;

    HeaderBlock(Fields fields) {
        this.fields = fields;
    }

    /** Wraps lines of a record; its checksum says they are as {@link #render} wrote them. */
    HeaderBlock(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    Fields fields() {
        Fields parsed = fields;
        if (parsed == null) {
            // what render wrote was checked when it came, and is what the checksum says it is
            parsed = parse(bytes, Fields.Builder::addKnown);
            parsed = parsed == null ? Fields.EMPTY : parsed;
            fields = parsed;
        }
        return parsed;
    }

    ByteBuffer bytes() {
        ByteBuffer rendered = bytes;
        if (rendered == null) {
            rendered = ByteBuffer.wrap(render(fields));
            bytes = rendered;
        }
        return rendered.duplicate();
    }

    static byte[] render(Fields fields) {
        StringBuilder text = new StringBuilder(64 * fields.size());
        fields.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads lines; null if they are not of the form that {@link #render} writes. */
    static Fields parse(ByteBuffer block) {
        try {
            return parse(block, Fields.Builder::add);
        } catch (IllegalArgumentException foreign) {
            // a name or value that no encoder of ours let through
            return null;
        }
    }

    private interface Line {
        Fields.Builder to(Fields.Builder builder, String name, String value);
    }

    private static Fields parse(ByteBuffer block, Line line) {
        byte[] bytes = new byte[block.remaining()];
        block.duplicate().get(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Fields.Builder builder = Fields.builder();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf("\r\n", start);
            int colon = text.indexOf(": ", start);
            if (end < 0 || colon < 0 || colon > end) {
                return null;
            }
            line.to(builder, text.substring(start, colon), text.substring(colon + 2, end));
            start = end + 2;
        }
        return builder.build();
    }
}
