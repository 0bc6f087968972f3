// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Buffers outside the heap that files are read into, used again and again: making one costs more than filling it. */
final class Buffers {

    static final int SIZE = 256 * 1024;

    /** One for each of so many answers under way; more are made, and given up. */
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
