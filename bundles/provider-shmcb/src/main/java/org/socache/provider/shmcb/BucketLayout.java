// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * A bucket of the index: one cache line, so that a miss costs one access to memory.
 *
 * <pre>
 *   0   1   2   3   4   5   6   7   8   9   10  11  12          15  16       20          60       64
 * +---+---+---+---+---+---+---+---+---+---+---+---+---+---+---+---+--------+-- ... --+---------+
 * |t0 |t1 |t2 |t3 |t4 |t5 |t6 |t7 |t8 |t9 |t10|t11|   0       |lap| slot 0 |         | slot 11 |
 * +---+---+---+---+---+---+---+---+---+---+---+---+---+---+---+---+--------+-- ... --+---------+
 *  \__________ first word ________/ \__________ last word ________/
 * </pre>
 *
 * <ul>
 *   <li>tN: 8 bits of the hash of the id in slot N, never 0; other bits than those in the slot. Byte 0 is the lowest of
 *       the first word, byte 8 that of the last.
 *   <li>lap: 0 while no id that belongs here had to go to its second bucket; else the lap of the ring at which one last
 *       did, so that the mark can be taken away when all of them must have scrolled off.
 * </ul>
 */
final class BucketLayout {

    static final int BYTES = 64;
    static final int SLOTS = 12;
    static final int FIRST_WORD = 0;
    static final int LAST_WORD = 8;
    static final int SLOTS_AT = 16;

    private static final long LOW_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long HIGH_BITS_OF_LAST = 0x8080_8080L;
    private static final int LAP_SHIFT = 56;
    private static final int LAPS = 255;

    private BucketLayout() {}

    static int slotAt(int bucketAt, int number) {
        return bucketAt + SLOTS_AT + number * SlotLayout.BYTES;
    }

    /** The number in its bucket of the slot at this offset. */
    static int number(int slotAt) {
        return ((slotAt & BYTES - 1) - SLOTS_AT) / SlotLayout.BYTES;
    }

    /** Which word of the bucket has the tag of this slot. */
    static int wordAt(int bucketAt, int number) {
        return bucketAt + (number < Long.BYTES ? FIRST_WORD : LAST_WORD);
    }

    /**
     * The slots whose tag is that of the hash, as a set for {@link #first} and {@link #rest}. The tags of a word are compared at
     * once; above a true match there may be a false one: the entry tells. In the set the tags of the last word
     * stand between those of the first.
     */
    static long matches(long firstWord, long lastWord, long hash) {
        long tags = tagOf(hash) * LOW_BITS;
        return zeroes(firstWord ^ tags) & HIGH_BITS | (zeroes(lastWord ^ tags) & HIGH_BITS_OF_LAST) >>> 4;
    }

    private static long zeroes(long bytes) {
        return bytes - LOW_BITS & ~bytes;
    }

    static int first(long matches) {
        int bit = Long.numberOfTrailingZeros(matches);
        return bit >>> 3 | ~bit << 1 & Long.BYTES;
    }

    static long rest(long matches) {
        return matches & matches - 1;
    }

    static boolean hasTagOf(long word, int number, long hash) {
        return (word >>> shift(number) & 0xff) == tagOf(hash);
    }

    static long withTag(long word, int number, long hash) {
        return word & ~(0xffL << shift(number)) | tagOf(hash) << shift(number);
    }

    private static int shift(int number) {
        return (number & Long.BYTES - 1) * Byte.SIZE;
    }

    static boolean overflowed(long lastWord) {
        return lastWord >>> LAP_SHIFT != 0;
    }

    /** Marks that an id of this bucket went to its second one at this lap. */
    static long withOverflow(long lastWord, long lap) {
        return lastWord & ~(0xffL << LAP_SHIFT) | stamp(lap) << LAP_SHIFT;
    }

    /** Takes the mark away if it is of neither this lap nor the one before: no entry lives longer where it lies. */
    static long withoutOldOverflow(long lastWord, long lap) {
        long stamp = lastWord >>> LAP_SHIFT;
        return stamp == stamp(lap) || stamp == stamp(lap - 1) ? lastWord : lastWord & ~(0xffL << LAP_SHIFT);
    }

    private static long stamp(long lap) {
        return lap % LAPS + 1;
    }

    private static long tagOf(long hash) {
        return Math.max(1, hash >>> 32 & 0xff);
    }
}
