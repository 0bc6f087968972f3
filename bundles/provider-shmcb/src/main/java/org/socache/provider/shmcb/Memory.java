// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The only way to mapped memory: words of 8 bytes and halves of them, at byte offsets that are multiples of their size, in the
 * machine's byte order, and runs of bytes. Every access is checked against the bounds of the mapping, for damaged memory may lead anywhere.
 *
 * <p>The Java memory model says nothing of other processes. What this provider relies on is that the access modes compile to
 * the hardware's coherent loads, stores and fences, which do not know processes either.
 *
 * <p>Two ways to it: {@link UnsafeMemory} where the JVM still has it, {@link BufferMemory} elsewhere. A JVM loads one of the two,
 * so that the compiler inlines its methods without asking which: their {@code on} makes them, because a constructor's result
 * would have the verifier load both. Tests add one that stops a process at the n-th store.
 */
abstract class Memory {

    final ByteBuffer bytes;

    Memory(ByteBuffer mapped) {
        bytes = mapped.slice().order(ByteOrder.nativeOrder());
    }

    static Memory of(ByteBuffer mapped) {
        return UnsafeMemory.IS_POSSIBLE ? UnsafeMemory.on(mapped) : BufferMemory.on(mapped);
    }

    /** A plain load. */
    abstract long get(int at);

    /** A load that later loads of this thread do not overtake. */
    abstract long getAcquire(int at);

    /** A load of the whole word, now, in no order with others. */
    abstract long getOpaque(int at);

    /** A plain store. */
    abstract void put(int at, long value);

    /** A store that earlier loads and stores of this thread precede. */
    abstract void setRelease(int at, long value);

    /** A store of the whole word, in no order with others. */
    abstract void setOpaque(int at, long value);

    abstract boolean compareAndSet(int at, long expected, long value);

    abstract void add(int at, long delta);

    /** As {@link #getAcquire}, of half a word. */
    abstract int getHalfAcquire(int at);

    /** As {@link #setRelease}, of half a word. */
    abstract void setHalfRelease(int at, int value);

    /** As {@link #compareAndSet}, of half a word. */
    abstract boolean compareAndSetHalf(int at, int expected, int value);

    /** Adds one to a word that only the owner of a lock writes. */
    final void increment(int at) {
        put(at, get(at) + 1);
    }

    abstract void copyOut(int at, byte[] to);

    abstract void copyIn(int at, byte[] from);

    /** Copies a run of bytes to where it does not overlap itself. */
    void copy(int from, int to, int length) {
        bytes.put(to, bytes, from, length);
    }
}
