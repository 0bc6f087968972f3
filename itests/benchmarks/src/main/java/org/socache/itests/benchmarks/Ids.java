// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Which ids are asked for, one after the other: numbers drawn beforehand, and made into 16 bytes on the fly. */
final class Ids {

    static final int LENGTH = 16;

    private static final int DRAWN = 1 << 18;

    private final int[] numbers = new int[DRAWN];
    private final byte[] id = new byte[LENGTH];
    private final ByteBuffer view = ByteBuffer.wrap(id);
    private int next;

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

    /** The next id, in an array that is used again. */
    byte[] next() {
        next = next + 1 & DRAWN - 1;
        return of(numbers[next]);
    }

    byte[] of(int number) {
        long mixed = (number + 1) * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8_feb8_6659_fd93L;
        view.putLong(0, mixed ^ mixed >>> 32).putLong(8, number);
        return id;
    }
}
