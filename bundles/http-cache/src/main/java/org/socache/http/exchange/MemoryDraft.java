// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.socache.http.engine.record.Body;
import org.socache.http.storage.Draft;

/** Content in memory, for records that travel in one piece. */
final class MemoryDraft implements Draft {

    private static final int FIRST_SIZE = 4096;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    @Override
    public void add(ByteBuffer part) {
        int more = part.remaining();
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(length + (long) more, Math.min(2L * bytes.length, 1L << 30)));
        }
        part.get(bytes, length, more);
        length += more;
    }

    @Override
    public Body body() {
        return Body.of(ByteBuffer.wrap(bytes, 0, length));
    }

    @Override
    public void close() {
        bytes = null;
    }
}
