// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Buffers outside the heap for payloads that are read from files, used again and again: making one costs more than filling it.
 * When many are in use, which thousands of clients that take their time can bring about, each further one is small. For any number
 * of threads.
 */
public final class PayloadBuffers {

    /** One for each of so many answers under way; more are small, and made and given up as they are needed. */
    private static final int KEPT = 64;

    private final ArrayBlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(KEPT);
    private final AtomicInteger inUse = new AtomicInteger();
    private final int size;
    private final int small;

    /**
     * Makes none yet.
     *
     * @param size bytes of each
     * @param small bytes of each that is needed beside many
     */
    public PayloadBuffers(int size, int small) {
        this.size = size;
        this.small = small;
    }

    /** An empty buffer, which is the caller's until it is given back. */
    public ByteBuffer borrow() {
        ByteBuffer used = idle.poll();
        ByteBuffer buffer = used == null ? allocate(inUse.get() < KEPT ? size : small) : used.clear();
        inUse.incrementAndGet();
        return buffer;
    }

    /** On the heap where the JVM has no other memory left: slower, but a request needs it now. */
    private static ByteBuffer allocate(int size) {
        try {
            return ByteBuffer.allocateDirect(size);
        } catch (OutOfMemoryError noDirectMemory) {
            return ByteBuffer.allocate(size);
        }
    }

    /** Ends the use of a buffer from here. */
    public void giveBack(ByteBuffer buffer) {
        inUse.decrementAndGet();
        if (buffer.isDirect() && buffer.capacity() == size) {
            idle.offer(buffer);
        }
    }
}
