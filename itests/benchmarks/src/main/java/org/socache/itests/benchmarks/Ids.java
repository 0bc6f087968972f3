// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which ids are asked for, one after the other: numbers drawn beforehand, and made into 16 bytes on the fly. For one thread,
 * which writes nothing that shares a line of the processor's cache with what another thread uses: {@link #ARRAYS} are long
 * enough for that wherever the garbage collector puts them.
 */
final class Ids {

    static final int LENGTH = 16;

    private static final int DRAWN = 1 << 18;
    private static final int ARRAYS = 64;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int[] numbers = new int[DRAWN];
    private final byte[][] ids = new byte[ARRAYS][LENGTH];

    /** Numbers in [from, from + count), all equally likely. */
    static Ids uniform(int from, int count, long seed) {
        Ids ids = new Ids();
        SplittableRandom random = new SplittableRandom(seed);
        Arrays.setAll(ids.numbers, n -> from + random.nextInt(count));
        return ids;
    }

    /** Numbers in [0, count), the n-th with a likelihood proportional to n to the power of minus the exponent. */
    static Ids zipf(int count, double exponent, long seed) {
        Ids ids = new Ids();
        ZipfNumbers numbers = new ZipfNumbers(count, exponent, seed);
        Arrays.setAll(ids.numbers, n -> numbers.next());
        return ids;
    }

    /** The n-th id, in an array that is used again. */
    byte[] drawn(int n) {
        return of(numbers[n & DRAWN - 1], n);
    }

    byte[] of(int number) {
        return of(number, number);
    }

    private byte[] of(int number, int n) {
        long mixed = (number + 1) * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8_feb8_6659_fd93L;
        byte[] id = ids[n & ARRAYS - 1];
        WORDS.set(id, 0, mixed ^ mixed >>> 32);
        WORDS.set(id, Long.BYTES, (long) number);
        return id;
    }
}
