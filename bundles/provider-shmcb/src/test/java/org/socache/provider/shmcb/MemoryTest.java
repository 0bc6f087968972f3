// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Both ways to mapped memory. */
class MemoryTest {

    private static final int SIZE = 64;
    private static final List<Integer> OUTSIDE =
            List.of(-1, -8, Integer.MIN_VALUE, SIZE - 7, SIZE, SIZE + 8, Integer.MAX_VALUE);

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE);

    static Stream<Function<ByteBuffer, Memory>> ways() {
        return Stream.of(UnsafeMemory::new, BufferMemory::new);
    }

    @Test
    void of_thisJava_takesTheFasterWay() {
        assertThat(UnsafeMemory.IS_POSSIBLE).isEqualTo(Runtime.version().feature() < 24);
        assertThat(Memory.of(bytes)).isInstanceOf(UnsafeMemory.IS_POSSIBLE ? UnsafeMemory.class : BufferMemory.class);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void word_storedInOneWay_isLoadedInTheOther(Function<ByteBuffer, Memory> way) {
        Memory one = way.apply(bytes);
        Memory other = new BufferMemory(bytes);

        one.put(0, 1);
        one.setOpaque(8, 2);
        one.setRelease(16, 3);
        one.add(16, 1);
        one.setHalfRelease(24, 7);
        boolean halfSwapped = one.compareAndSetHalf(SIZE - 12, 0, Integer.MIN_VALUE);
        boolean swapped = one.compareAndSet(SIZE - 8, 0, Long.MIN_VALUE + 5);

        assertThat(swapped).isTrue();
        assertThat(one.compareAndSet(SIZE - 8, 0, 6)).isFalse();
        assertThat(halfSwapped).isTrue();
        assertThat(one.compareAndSetHalf(SIZE - 12, 0, 6)).isFalse();
        assertThat(other.getHalfAcquire(24)).isEqualTo(7);
        assertThat(one.getHalfAcquire(SIZE - 12)).isEqualTo(Integer.MIN_VALUE);
        assertThat(one.getHalfAcquire(20)).isZero();
        assertThat(other.get(0)).isEqualTo(1);
        assertThat(other.getOpaque(8)).isEqualTo(2);
        assertThat(other.getAcquire(16)).isEqualTo(4);
        assertThat(one.get(SIZE - 8)).isEqualTo(Long.MIN_VALUE + 5);
        assertThat(one.getAcquire(0) + one.getOpaque(8)).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void word_notWhollyInside_isRefused(Function<ByteBuffer, Memory> way) {
        Memory memory = way.apply(bytes);
        for (int at : OUTSIDE) {
            for (Runnable access : List.<Runnable>of(
                    () -> memory.get(at),
                    () -> memory.getAcquire(at),
                    () -> memory.getOpaque(at),
                    () -> memory.put(at, 1),
                    () -> memory.setRelease(at, 1),
                    () -> memory.setOpaque(at, 1),
                    () -> memory.compareAndSet(at, 0, 1),
                    () -> memory.add(at, 1))) {
                assertThatThrownBy(access::run).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
        assertThat(bytes).isEqualTo(ByteBuffer.allocate(SIZE));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void half_notWhollyInside_isRefused(Function<ByteBuffer, Memory> way) {
        Memory memory = way.apply(bytes);
        for (int at : List.of(-1, -4, Integer.MIN_VALUE, SIZE - 3, SIZE, Integer.MAX_VALUE)) {
            for (Runnable access : List.<Runnable>of(
                    () -> memory.getHalfAcquire(at),
                    () -> memory.setHalfRelease(at, 1),
                    () -> memory.compareAndSetHalf(at, 0, 1))) {
                assertThatThrownBy(access::run).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
        assertThat(bytes).isEqualTo(ByteBuffer.allocate(SIZE));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void run_copiedIn_isCopiedOut(Function<ByteBuffer, Memory> way) {
        Memory memory = way.apply(bytes);
        byte[] run = {1, 2, 3, 4, 5, 6, 7, 8, 9};

        memory.copyIn(SIZE - run.length, run);
        memory.copy(SIZE - run.length, 3, run.length);
        byte[] copy = new byte[run.length];
        memory.copyOut(3, copy);

        assertThat(copy).isEqualTo(run);
        assertThat(memory.get(SIZE - 8)).isEqualTo(new BufferMemory(bytes).get(SIZE - 8));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void run_notWhollyInside_isRefused(Function<ByteBuffer, Memory> way) {
        Memory memory = way.apply(bytes);
        byte[] run = new byte[16];

        assertThatThrownBy(() -> memory.copyOut(SIZE - 15, run)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.copyIn(-1, run)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.copy(0, SIZE - 15, 16)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
