// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.socache.http.engine.PendingResponse;

/** The content of a response while it passes; given up, with its memory, as soon as it outgrows the limit. */
final class Recording {

    private static final int FIRST_SIZE = 4096;

    private final PendingResponse pending;
    private byte[] bytes;
    private int length;
    private boolean overflowed;

    Recording(PendingResponse pending) {
        this.pending = pending;
        this.bytes = new byte[(int) Math.min(FIRST_SIZE, Math.max(0, pending.limit()))];
    }

    PendingResponse pending() {
        return pending;
    }

    void add(ByteBuffer part) {
        int more = part.remaining();
        if (overflowed || more > pending.limit() - length) {
            overflowed = true;
            bytes = null;
            return;
        }
        if (more > bytes.length - length) {
            long grown = Math.max(length + (long) more, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(grown, pending.limit()));
        }
        part.get(bytes, length, more);
        length += more;
    }

    boolean hasOverflowed() {
        return overflowed;
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, length);
    }
}
