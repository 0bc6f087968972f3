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
        return idle == null ? ByteBuffer.allocateDirect(SIZE) : idle.clear();
    }

    static void giveBack(ByteBuffer buffer) {
        IDLE.offer(buffer);
    }
}
