// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

import org.socache.http.disk.file.BodyFormat;

/** Buffers outside the heap that bodies are read into, used again and again: making one costs more than filling it. */
final class Buffers {

    /** Some blocks at a time: a small body, with its trailer, is read at once. */
    static final int SIZE = 4 * BodyFormat.BLOCK + 64;

    private static final int KEPT = 64;

    private static final ArrayBlockingQueue<ByteBuffer> IDLE = new ArrayBlockingQueue<>(KEPT);

    private Buffers() {}

    static ByteBuffer borrow() {
        ByteBuffer idle = IDLE.poll();
        return idle == null ? allocate() : idle.clear();
    }

    /** On the heap where the JVM has no other memory left: slower, but a request needs it now. */
    private static ByteBuffer allocate() {
        try {
            return ByteBuffer.allocateDirect(SIZE);
        } catch (OutOfMemoryError noDirectMemory) {
            return ByteBuffer.allocate(SIZE);
        }
    }

    static void giveBack(ByteBuffer buffer) {
        if (buffer.isDirect()) {
            IDLE.offer(buffer);
        }
    }
}
