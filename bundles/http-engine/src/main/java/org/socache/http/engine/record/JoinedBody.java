// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Several bodies one after the other. */
record JoinedBody(List<Body> parts) implements Body {

    JoinedBody {
        parts = List.copyOf(parts);
    }

    @Override
    public long length() {
        return parts.stream().mapToLong(Body::length).sum();
    }

    @Override
    public Body slice(long from, long length) {
        Objects.checkFromIndexSize(from, length, length());
        List<Body> cut = new ArrayList<>();
        long start = 0;
        for (Body part : parts) {
            long first = Math.max(from, start);
            long end = Math.min(from + length, start + part.length());
            if (first < end) {
                cut.add(part.slice(first - start, end - first));
            }
            start += part.length();
        }
        return new JoinedBody(cut);
    }

    @Override
    public Payload open() {
        List<Payload> opened = new ArrayList<>(parts.size());
        for (Body part : parts) {
            Payload payload = part.open();
            if (payload == null) {
                opened.forEach(Payload::close);
                return null;
            }
            opened.add(payload);
        }
        return new JoinedPayload(opened, length());
    }

    /** The parts' payloads in order. */
    private static final class JoinedPayload implements Payload {

        private final List<Payload> payloads;
        private final long length;
        private int current;

        JoinedPayload(List<Payload> payloads, long length) {
            this.payloads = payloads;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public ByteBuffer next() throws IOException {
            while (current < payloads.size()) {
                ByteBuffer part = payloads.get(current).next();
                if (part != null) {
                    return part;
                }
                current++;
            }
            return null;
        }

        @Override
        public void close() {
            payloads.forEach(Payload::close);
        }
    }
}
