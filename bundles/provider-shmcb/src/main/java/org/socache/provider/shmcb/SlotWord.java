// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * A slot of the index: one word, so that it changes at once.
 *
 * <pre>
 *  63        48 47  46 45                                    0
 * +------------+------+---------------------------------------+
 * | tag        | uses | position of the entry in the ring     |
 * +------------+------+---------------------------------------+
 * </pre>
 *
 * <ul>
 *   <li>tag: 16 bits of the id's hash.
 *   <li>uses: how often the entry was retrieved since it was written, 0 to {@link #MAXIMUM_USES}; its second chances.
 *   <li>position: the low 46 bits of a {@link Ring} position. A slot whose position has been scrolled off is dead
 *       without anybody touching it.
 * </ul>
 *
 * The word 0 is a slot that leads nowhere.
 */
final class SlotWord {

    static final long NOWHERE = 0;
    static final long MAXIMUM_USES = 3;
    static final int POSITION_BITS = 46;

    private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;
    private static final long USES_MASK = MAXIMUM_USES << POSITION_BITS;
    private static final long ONE_USE = 1L << POSITION_BITS;
    private static final int TAG_SHIFT = 48;

    private SlotWord() {}

    static long of(long hash, long position) {
        return tagOf(hash) << TAG_SHIFT | position & POSITION_MASK;
    }

    /** The same entry, moved, with one use spent. */
    static long moved(long slot, long position) {
        return (slot & ~POSITION_MASK) - ONE_USE | position & POSITION_MASK;
    }

    static long used(long slot) {
        return slot + ONE_USE;
    }

    static long uses(long slot) {
        return (slot & USES_MASK) >>> POSITION_BITS;
    }

    static boolean hasTagOf(long slot, long hash) {
        return slot >>> TAG_SHIFT == tagOf(hash);
    }

    /** How far the slot's position lies ahead of another, modulo 2<sup>46</sup>. */
    static long distance(long slot, long from) {
        return slot - from & POSITION_MASK;
    }

    private static long tagOf(long hash) {
        return hash >>> 40 & 0xffff;
    }
}
