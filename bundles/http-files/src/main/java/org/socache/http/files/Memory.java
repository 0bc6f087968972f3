// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.nio.file.Path;

/** Bounds what all contents in memory take together (MMapLimit), also when files grow that are kept already. */
final class Memory {

    private final long limit;
    private long used;

    /** @param limit bytes */
    Memory(long limit) {
        this.limit = limit;
    }

    /** No buffer has more than {@link Integer#MAX_VALUE} bytes, however much room there is. */
    synchronized boolean hasRoomFor(long bytes) {
        return bytes <= Math.min(limit - used, Integer.MAX_VALUE);
    }

    /**
     * Reads a file, one at a time, so that the limit holds.
     *
     * @param replaced what it takes the place of, or null
     * @throws IOException if it cannot be read, or there is no room
     */
    synchronized Content read(Path file, Content replaced) throws IOException {
        long before = replaced == null ? 0 : replaced.memorySize();
        Content content = Content.read(file, limit - used + before);
        used += content.memorySize() - before;
        return content;
    }
}
