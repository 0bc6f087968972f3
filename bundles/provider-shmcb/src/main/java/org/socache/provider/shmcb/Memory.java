// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The only way to mapped memory: words of 8 bytes at byte offsets that are multiples of 8, in the machine's byte order,
 * and runs of bytes.
 *
 * <p>The Java memory model says nothing of other processes. What this provider relies on is that the access modes of
 * {@link VarHandle} compile to the hardware's coherent loads, stores and fences, which do not know processes either.
 *
 * <p>Not final for the tests alone: they stop a process at the n-th store to memory. While no subclass is loaded the
 * compiler inlines these methods as if they were final.
 */
class Memory {

    private static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer bytes;

    Memory(ByteBuffer mapped) {
        bytes = mapped.slice().order(ByteOrder.nativeOrder());
    }

    /** A plain load; any byte offset. */
    final long get(int at) {
        return bytes.getLong(at);
    }

    /** A load that later loads of this thread do not overtake. */
    final long getAcquire(int at) {
        return (long) WORDS.getAcquire(bytes, at);
    }

    /** A load of the whole word, now, in no order with others. */
    final long getOpaque(int at) {
        return (long) WORDS.getOpaque(bytes, at);
    }

    final void copyOut(int at, byte[] to) {
        bytes.get(at, to);
    }

    /** A plain store. */
    void put(int at, long value) {
        bytes.putLong(at, value);
    }

    /** A store that earlier loads and stores of this thread precede. */
    void setRelease(int at, long value) {
        WORDS.setRelease(bytes, at, value);
    }

    /** A store of the whole word, in no order with others. */
    void setOpaque(int at, long value) {
        WORDS.setOpaque(bytes, at, value);
    }

    boolean compareAndSet(int at, long expected, long value) {
        return WORDS.compareAndSet(bytes, at, expected, value);
    }

    void add(int at, long delta) {
        WORDS.getAndAdd(bytes, at, delta);
    }

    /** Adds one to a word that only the owner of a lock writes. */
    final void increment(int at) {
        put(at, get(at) + 1);
    }

    void copyIn(int at, byte[] from) {
        bytes.put(at, from);
    }

    /** Copies a run of bytes to where it does not overlap itself. */
    void copy(int from, int to, int length) {
        bytes.put(to, bytes, from, length);
    }
}
