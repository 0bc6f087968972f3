// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * A slot of the index: half a word, so that it changes at once and a cache line has many.
 *
 * <pre>
 *  31  30 29          p p-1                                 0
 * +------+-------------+-------------------------------------+
 * | uses | tag         | position of the entry, plus one     |
 * +------+-------------+-------------------------------------+
 * </pre>
 *
 * <ul>
 *   <li>uses: how often the entry was retrieved since it was written, 0 to {@link #MAXIMUM_USES}; its second chances.
 *   <li>tag: bits of the id's hash, as many as the position leaves: none in the largest ring, 6 in one of 32 MiB.
 *   <li>position: the low bits of a {@link Ring} position: the offset, and two bits of the lap. A slot whose position has been
 *       scrolled off is dead without anybody touching it, for three laps: then it would come alive again, and until then it
 *       is {@link Index#sweep swept} away. Plus one, so that no entry's slot is 0: the last offset of a lap has none.
 * </ul>
 *
 * The slot 0 leads nowhere, as all do in new memory.
 */
final class SlotLayout {

    static final int BYTES = Integer.BYTES;
    static final int NOWHERE = 0;
    static final int MAXIMUM_USES = 3;

    private static final int LAP_BITS = 2;
    private static final int USES_SHIFT = 30;
    private static final int ONE_USE = 1 << USES_SHIFT;
    private static final int HASH_SHIFT = 40;

    private final int tagShift;
    private final int tagMask;
    private final int positionMask;

    /** @param offsetBits of a position, at most 28 */
    SlotLayout(int offsetBits) {
        tagShift = offsetBits + LAP_BITS;
        positionMask = (1 << tagShift) - 1;
        tagMask = ONE_USE - 1 & ~positionMask;
    }

    int of(long hash, long position) {
        return tagOf(hash) | low(position);
    }

    /** The same entry, moved, with one use spent. */
    int moved(int slot, long position) {
        return (slot & ~positionMask) - ONE_USE | low(position);
    }

    static int used(int slot) {
        return slot + ONE_USE;
    }

    static int uses(int slot) {
        return slot >>> USES_SHIFT;
    }

    boolean hasTagOf(int slot, long hash) {
        return (slot & tagMask) == tagOf(hash);
    }

    /** How far the slot's position lies ahead of another, modulo four laps. */
    int distance(int slot, long from) {
        return slot - 1 - (int) from & positionMask;
    }

    private int tagOf(long hash) {
        return (int) (hash >>> HASH_SHIFT) << tagShift & tagMask;
    }

    private int low(long position) {
        return (int) position + 1 & positionMask;
    }
}
