// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.ByteBuffer;

/** A body in one buffer. */
record MemoryBody(ByteBuffer bytes) implements Body {

    @Override
    public long length() {
        return bytes.remaining();
    }

    @Override
    public Body slice(long from, long length) {
        return new MemoryBody(bytes.slice(Math.toIntExact(from), Math.toIntExact(length)));
    }

    @Override
    public Payload open() {
        return new MemoryPayload(bytes);
    }

    /** The one buffer, or none where it would be empty. */
    private static final class MemoryPayload implements Payload {

        private final int length;
        private ByteBuffer left;

        MemoryPayload(ByteBuffer bytes) {
            length = bytes.remaining();
            left = length == 0 ? null : bytes.duplicate();
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public ByteBuffer next() {
            ByteBuffer all = left;
            left = null;
            return all;
        }

        @Override
        public void close() {
            left = null;
        }
    }
}
