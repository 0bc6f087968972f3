// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory by what every Java has: than with {@link UnsafeMemory} a hit takes 2 to 12 % longer, a store up to 30 %. */
final class BufferMemory extends Memory {

    private static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final VarHandle HALVES = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    BufferMemory(ByteBuffer mapped) {
        super(mapped);
    }

    static Memory on(ByteBuffer mapped) {
        return new BufferMemory(mapped);
    }

    @Override
    long get(int at) {
        return bytes.getLong(at);
    }

    @Override
    long getAcquire(int at) {
        return (long) WORDS.getAcquire(bytes, at);
    }

    @Override
    long getOpaque(int at) {
        return (long) WORDS.getOpaque(bytes, at);
    }

    @Override
    void put(int at, long value) {
        bytes.putLong(at, value);
    }

    @Override
    void setRelease(int at, long value) {
        WORDS.setRelease(bytes, at, value);
    }

    @Override
    void setOpaque(int at, long value) {
        WORDS.setOpaque(bytes, at, value);
    }

    @Override
    boolean compareAndSet(int at, long expected, long value) {
        return WORDS.compareAndSet(bytes, at, expected, value);
    }

    @Override
    void add(int at, long delta) {
        WORDS.getAndAdd(bytes, at, delta);
    }

    @Override
    int getHalfAcquire(int at) {
        return (int) HALVES.getAcquire(bytes, at);
    }

    @Override
    void setHalfRelease(int at, int value) {
        HALVES.setRelease(bytes, at, value);
    }

    @Override
    boolean compareAndSetHalf(int at, int expected, int value) {
        return HALVES.compareAndSet(bytes, at, expected, value);
    }

    @Override
    void copyOut(int at, byte[] to) {
        bytes.get(at, to);
    }

    @Override
    void copyIn(int at, byte[] from) {
        bytes.put(at, from);
    }
}
