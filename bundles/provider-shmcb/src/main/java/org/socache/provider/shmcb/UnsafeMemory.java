// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Objects;

import sun.misc.Unsafe;

/**
 * Memory by {@code sun.misc.Unsafe}, which spares the checks that a buffer makes besides that of its bounds: alignment, kind of
 * memory, byte order, scope. Java up to 23 has it; later ones warn of it, and will do without.
 *
 * <p>Where it has no mode of its own for a kind of access, the next stronger one is taken. An address is good only while the
 * buffer is: callers keep this object reachable until they are done ({@link ShmcbInstance}).
 */
final class UnsafeMemory extends Memory {

    private static final int LAST_JAVA = 23;
    private static final Unsafe UNSAFE = Runtime.version().feature() <= LAST_JAVA ? unsafe() : null;
    private static final long ADDRESS = UNSAFE == null ? 0 : addressOffset();

    static final boolean IS_POSSIBLE = UNSAFE != null && ADDRESS > 0;

    private final long start;

    /** How many offsets there are at which a whole word is. */
    private final int words;

    private final int halves;

    /** @param mapped direct */
    UnsafeMemory(ByteBuffer mapped) {
        super(mapped);
        if (!mapped.isDirect()) {
            throw new IllegalArgumentException("memory in the heap has no address");
        }
        start = UNSAFE.getLong(bytes, ADDRESS);
        words = Math.max(0, bytes.capacity() - Long.BYTES + 1);
        halves = Math.max(0, bytes.capacity() - Integer.BYTES + 1);
    }

    static Memory on(ByteBuffer mapped) {
        return new UnsafeMemory(mapped);
    }

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError none) {
            return null;
        }
    }

    private static long addressOffset() {
        try {
            return UNSAFE.objectFieldOffset(Buffer.class.getDeclaredField("address"));
        } catch (ReflectiveOperationException | RuntimeException none) {
            return 0;
        }
    }

    private long address(int at) {
        return start + Objects.checkIndex(at, words);
    }

    private long addressOfHalf(int at) {
        return start + Objects.checkIndex(at, halves);
    }

    private long address(int at, int length) {
        return start + Objects.checkFromIndexSize(at, length, bytes.capacity());
    }

    @Override
    long get(int at) {
        return UNSAFE.getLong(address(at));
    }

    @Override
    long getAcquire(int at) {
        return UNSAFE.getLongVolatile(null, address(at));
    }

    @Override
    long getOpaque(int at) {
        return UNSAFE.getLongVolatile(null, address(at));
    }

    @Override
    void put(int at, long value) {
        UNSAFE.putLong(address(at), value);
    }

    @Override
    void setRelease(int at, long value) {
        UNSAFE.putOrderedLong(null, address(at), value);
    }

    @Override
    void setOpaque(int at, long value) {
        UNSAFE.putOrderedLong(null, address(at), value);
    }

    @Override
    boolean compareAndSet(int at, long expected, long value) {
        return UNSAFE.compareAndSwapLong(null, address(at), expected, value);
    }

    @Override
    void add(int at, long delta) {
        UNSAFE.getAndAddLong(null, address(at), delta);
    }

    @Override
    int getHalfAcquire(int at) {
        return UNSAFE.getIntVolatile(null, addressOfHalf(at));
    }

    @Override
    void setHalfRelease(int at, int value) {
        UNSAFE.putOrderedInt(null, addressOfHalf(at), value);
    }

    @Override
    boolean compareAndSetHalf(int at, int expected, int value) {
        return UNSAFE.compareAndSwapInt(null, addressOfHalf(at), expected, value);
    }

    @Override
    void copyOut(int at, byte[] to) {
        UNSAFE.copyMemory(null, address(at, to.length), to, Unsafe.ARRAY_BYTE_BASE_OFFSET, to.length);
    }

    @Override
    void copyIn(int at, byte[] from) {
        UNSAFE.copyMemory(from, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, address(at, from.length), from.length);
    }
}
