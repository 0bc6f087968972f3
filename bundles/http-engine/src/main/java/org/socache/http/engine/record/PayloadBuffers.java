// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers outside the heap for payloads that are read from files, used again and again: making one costs more than filling it.
 * For any number of threads.
 */
public final class PayloadBuffers {

    /** One for each of so many answers under way; more are made, and given up. */
    private static final int KEPT = 64;

    private final ArrayBlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(KEPT);
    private final int size;

    /** @param size bytes of each */
    public PayloadBuffers(int size) {
        this.size = size;
    }

    /** An empty buffer, which is the caller's until it is given back. */
    public ByteBuffer borrow() {
        ByteBuffer used = idle.poll();
        return used == null ? allocate() : used.clear();
    }

    /** On the heap where the JVM has no other memory left: slower, but a request needs it now. */
    private ByteBuffer allocate() {
        try {
            return ByteBuffer.allocateDirect(size);
        } catch (OutOfMemoryError noDirectMemory) {
            return ByteBuffer.allocate(size);
        }
    }

    /** Ends the use of a buffer from here. */
    public void giveBack(ByteBuffer buffer) {
        if (buffer.isDirect()) {
            idle.offer(buffer);
        }
    }
}
