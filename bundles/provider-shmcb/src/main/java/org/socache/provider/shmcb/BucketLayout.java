// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * A bucket of the index: one cache line, so that a miss costs one access to memory.
 *
 * <pre>
 *   0   1   2   3   4   5   6   7   8        16       24            56       64
 * +---+---+---+---+---+---+---+---+--------+--------+-- ... --+--------+
 * |t0 |t1 |t2 |t3 |t4 |t5 |t6 |lap| slot 0 | slot 1 |         | slot 6 |
 * +---+---+---+---+---+---+---+---+--------+--------+-- ... --+--------+
 *  \____________ tag word ________/
 * </pre>
 *
 * <ul>
 *   <li>tN: 8 bits of the hash of the id in slot N, never 0; other bits than those in the slot. Byte 0 is the lowest of
 *       the word.
 *   <li>lap: 0 while no id that belongs here had to go to its second bucket; else the lap of the ring at which one last
 *       did, so that the mark can be taken away when all of them must have scrolled off.
 * </ul>
 */
final class BucketLayout {

    static final int BYTES = 64;
    static final int SLOTS = 7;
    static final int TAGS_AT = 0;
    static final int SLOTS_AT = 8;

    private static final long LOW_BITS = 0x0001_0101_0101_0101L;
    private static final long HIGH_BITS = 0x0080_8080_8080_8080L;
    private static final int LAP_SHIFT = 56;
    private static final int LAPS = 255;

    private BucketLayout() {}

    static int slotAt(int bucketAt, int number) {
        return bucketAt + SLOTS_AT + (number << 3);
    }

    /** The number in its bucket of the slot at this offset. */
    static int number(int slotAt) {
        return (slotAt & BYTES - 1) - SLOTS_AT >> 3;
    }

    /**
     * The slots whose tag is that of the hash, as a set for {@link #first} and {@link #rest}. All seven are compared at
     * once. Above a true match there may be a false one: the tag in the slot tells.
     */
    static long matches(long tags, long hash) {
        long difference = tags ^ tagOf(hash) * LOW_BITS;
        return difference - LOW_BITS & ~difference & HIGH_BITS;
    }

    static int first(long matches) {
        return Long.numberOfTrailingZeros(matches) >>> 3;
    }

    static long rest(long matches) {
        return matches & matches - 1;
    }

    static boolean hasTagOf(long tags, int number, long hash) {
        return (tags >>> (number << 3) & 0xff) == tagOf(hash);
    }

    static long withTag(long tags, int number, long hash) {
        int shift = number << 3;
        return tags & ~(0xffL << shift) | tagOf(hash) << shift;
    }

    static boolean overflowed(long tags) {
        return tags >>> LAP_SHIFT != 0;
    }

    /** Marks that an id of this bucket went to its second one at this lap. */
    static long withOverflow(long tags, long lap) {
        return tags & ~(0xffL << LAP_SHIFT) | stamp(lap) << LAP_SHIFT;
    }

    /** Takes the mark away if it is of neither this lap nor the one before: no entry lives longer where it lies. */
    static long withoutOldOverflow(long tags, long lap) {
        long stamp = tags >>> LAP_SHIFT;
        return stamp == stamp(lap) || stamp == stamp(lap - 1) ? tags : tags & ~(0xffL << LAP_SHIFT);
    }

    private static long stamp(long lap) {
        return lap % LAPS + 1;
    }

    private static long tagOf(long hash) {
        return Math.max(1, hash >>> 32 & 0xff);
    }
}
