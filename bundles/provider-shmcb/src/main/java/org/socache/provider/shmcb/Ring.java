// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.lang.invoke.VarHandle;

/**
 * The entries of a subcache, oldest at TAIL, next at HEAD.
 *
 * <p><b>Positions only grow.</b> A position is a lap and an offset in units: {@code lap << lapBits | offset}, so that later
 * is larger, and the place in memory is the low bits. Everything in {@code [TAIL, HEAD)} is a complete entry or
 * filler; everything else is free and led to by no slot that {@link #holds} accepts. At the end of a lap what is too
 * short for the next entry becomes a filler. A ring starts at lap 1, so that position 0 is long gone.
 *
 * <p><b>Memory order.</b> Writers hold the subcache's lock; readers do not.
 *
 * <table>
 * <caption>Why a reader that was overtaken finds out</caption>
 * <tr><th>pair</th><th>writer</th><th>reader</th></tr>
 * <tr><td>publish</td><td>entry (plain), then HEAD (release), then slot (release), then tag (release)</td>
 *     <td>tag (acquire), slot (acquire), then entry (plain): who sees the slot sees the entry</td></tr>
 * <tr><td>reclaim</td><td>TAIL (opaque), storeStoreFence, then other bytes over the entry (plain)</td>
 *     <td>entry (plain), acquireFence, then TAIL (opaque): who saw any of the other bytes sees the new TAIL</td></tr>
 * <tr><td>overwrite</td><td>odd version (opaque), storeStoreFence, other data (plain), then even version (release)</td>
 *     <td>version (acquire), data (plain), acquireFence, version (acquire), then TAIL (opaque): who saw any of the other
 *     data sees another version; and what was loaded as a version was one unless TAIL is seen to have passed</td></tr>
 * <tr><td>relocate</td><td>copy at HEAD, then slot (compare-and-set), then TAIL (opaque)</td>
 *     <td>TAIL has passed the slot's position, acquireFence, then the slot again: who sees the TAIL sees the new slot</td></tr>
 * </table>
 *
 * A release store of TAIL would not do for reclaiming: it keeps earlier stores before it, not later ones after it.
 * jcstress has a test for each line ({@code itests/races}).
 *
 * <p>Not final for one test alone, which shows what happens without {@link #intact}.
 */
class Ring {

    private final Memory memory;
    private final int start;
    private final int units;
    private final int lapBits;
    private final int offsetMask;
    private final SlotLayout slots;

    /**
     * @param start byte offset of the first unit
     * @param units size
     */
    Ring(Memory memory, int start, int units) {
        this.memory = memory;
        this.start = start;
        this.units = units;
        this.lapBits = lapBits(units);
        this.offsetMask = (1 << lapBits) - 1;
        this.slots = new SlotLayout(lapBits);
    }

    private static int lapBits(int units) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(units - 1);
    }

    /** Where HEAD and TAIL of a fresh ring stand: at the first lap but one. */
    static long firstPosition(int units) {
        return 1L << lapBits(units);
    }

    // Positions

    final int units() {
        return units;
    }

    final long head() {
        return memory.getOpaque(SubcacheLayout.HEAD);
    }

    final long tail() {
        return memory.getOpaque(SubcacheLayout.TAIL);
    }

    /**
     * Whether the slot's position is between TAIL and the end of its lap's successor, where all entries are, and has room for
     * one: a damaged slot may lead anywhere.
     */
    final boolean holds(int slot, long tail) {
        return slot != SlotLayout.NOWHERE
                && slots.distance(slot, tail) <= offsetMask
                && offset(position(slot, tail)) <= units - EntryLayout.SHORTEST;
    }

    /** The whole position of a slot that the ring holds. */
    final long position(int slot, long tail) {
        return tail + slots.distance(slot, tail);
    }

    /** What a slot of this ring looks like. */
    final SlotLayout slots() {
        return slots;
    }

    /** Where in memory the entry at a position lies. */
    final int at(long position) {
        return start + ((int) position & offsetMask) * EntryLayout.UNIT;
    }

    final long lap(long position) {
        return position >>> lapBits;
    }

    final int offset(long position) {
        return (int) position & offsetMask;
    }

    private int unitsToEndOfLap(long position) {
        return units - offset(position);
    }

    private long advanced(long position, int by) {
        return by == unitsToEndOfLap(position) ? lap(position) + 1 << lapBits : position + by;
    }

    /** Units between TAIL and HEAD, dead entries and fillers included. */
    final int used(long tail, long head) {
        int span = offset(head) - offset(tail);
        return lap(head) == lap(tail) ? span : span + units;
    }

    // Reading, without a lock

    /**
     * Whether what was read from the entry at this position since its slot was loaded is really that entry's. False if
     * it has been scrolled off meanwhile: the bytes may be another's, wholly or in part.
     */
    boolean intact(long position) {
        VarHandle.acquireFence();
        return tail() <= position;
    }

    /** Whether besides nobody has overwritten it since its stamp was loaded: for all that {@link #overwrite} changes. */
    boolean intact(long position, long stamp) {
        VarHandle.acquireFence();
        return stamp(at(position)) == stamp && tail() <= position; // in this order: see the table above
    }

    /** The entry's stamp; its data is to be read after it. */
    final long stamp(int entryAt) {
        return memory.getAcquire(entryAt);
    }

    /** Whether the entry is the id's. Bounded in whatever it reads, for this may be garbage; see {@link #intact}. */
    final boolean isOf(int entryAt, long stamp, byte[] id, long hash) {
        return memory.get(entryAt + EntryLayout.HASH_AT) == hash
                && EntryLayout.idLength(stamp) == id.length
                && fits(entryAt, id.length, 0)
                && hasId(entryAt + EntryLayout.ID_AT, id);
    }

    private boolean hasId(int at, byte[] id) {
        int compared = 0;
        for (; compared + Long.BYTES <= id.length; compared += Long.BYTES) {
            if (memory.get(at + compared) != IdHash.word(id, compared)) {
                return false;
            }
        }
        return compared == id.length || memory.get(at + compared) == PaddedWord.of(id, compared);
    }

    /** The entry's data, or null if its length is impossible; see {@link #intact}. */
    final byte[] data(int entryAt, int idLength) {
        int length = EntryLayout.dataLength(memory.get(entryAt + EntryLayout.DATA_AND_CHECK_AT));
        if (!fits(entryAt, idLength, length)) {
            return null;
        }
        byte[] data = new byte[length];
        memory.copyOut(entryAt + EntryLayout.dataAt(idLength), data);
        return data;
    }

    /** The entry's id, or null if its length is impossible; see {@link #intact}. */
    final byte[] id(int entryAt, long stamp) {
        int length = EntryLayout.idLength(stamp);
        if (length == 0 || !fits(entryAt, length, 0)) {
            return null;
        }
        byte[] id = new byte[length];
        memory.copyOut(entryAt + EntryLayout.ID_AT, id);
        return id;
    }

    /** Whether the data, header and checksum belong together. */
    boolean isChecked(int check, long hash, int idLength, long expiry, byte[] data) {
        return check == Checksum.of(hash, idLength, expiry, data);
    }

    private boolean fits(int entryAt, int idLength, int dataLength) {
        return idLength >= 0
                && dataLength >= 0
                && entryAt + EntryLayout.bytes(idLength, dataLength) <= start + (long) units * EntryLayout.UNIT;
    }

    final long hash(int entryAt) {
        return memory.get(entryAt + EntryLayout.HASH_AT);
    }

    final long expiry(int entryAt) {
        return memory.get(entryAt + EntryLayout.EXPIRY_AT);
    }

    final int check(int entryAt) {
        return EntryLayout.check(memory.get(entryAt + EntryLayout.DATA_AND_CHECK_AT));
    }

    // Writing, under the lock

    final int free() {
        return units - used(tail(), head());
    }

    /** Units that can be written at HEAD before the lap ends. */
    final int roomInLap() {
        return unitsToEndOfLap(head());
    }

    /** Length in units of the entry or filler at TAIL; 0 if what is there cannot be one. */
    final int unitsAtTail() {
        return unitsAt(tail());
    }

    /** The same of the entry at a position. */
    private int unitsAt(long position) {
        int rest = unitsToEndOfLap(position);
        int length = rest > 0 ? EntryLayout.units(memory.get(at(position))) : 0;
        return length <= rest ? length : 0;
    }

    /** Whether the entry at a position can have other data that needs so many units. */
    final boolean canBeOverwritten(long position, int units) {
        return unitsAt(position) == units && EntryLayout.canBeOverwritten(memory.get(at(position)));
    }

    final boolean isFillerAtTail() {
        return EntryLayout.isFiller(memory.get(at(tail())));
    }

    /** Makes a filler of the rest of this lap, which must be free. */
    final void skipToNextLap() {
        long head = head();
        int rest = unitsToEndOfLap(head);
        memory.put(at(head), EntryLayout.stamp(rest, 0));
        moveHead(advanced(head, rest));
    }

    /** Writes an entry at HEAD, where there must be room for it, and returns its position. */
    final long append(int length, byte[] id, long hash, long expiry, byte[] data, int check) {
        long position = head();
        int entryAt = at(position);
        memory.put(entryAt + EntryLayout.STAMP_AT, EntryLayout.stamp(length, id.length));
        memory.put(entryAt + EntryLayout.HASH_AT, hash);
        memory.put(entryAt + EntryLayout.DATA_AND_CHECK_AT, EntryLayout.dataAndCheck(data.length, check));
        memory.put(entryAt + EntryLayout.EXPIRY_AT, expiry);
        int dataAt = entryAt + EntryLayout.dataAt(id.length);
        memory.put(dataAt - EntryLayout.UNIT, 0); // the id's padding; the comparison takes whole words
        memory.copyIn(entryAt + EntryLayout.ID_AT, id);
        memory.copyIn(dataAt, data);
        moveHead(advanced(position, length));
        return position;
    }

    /** Lets the entry at a position have other data, which must take as many units. */
    final void overwrite(long position, int idLength, long expiry, byte[] data, int check) {
        int entryAt = at(position);
        long stamp = memory.get(entryAt + EntryLayout.STAMP_AT);
        memory.setOpaque(entryAt + EntryLayout.STAMP_AT, EntryLayout.unfinished(stamp));
        VarHandle.storeStoreFence(); // before any other byte: see the table above
        memory.put(entryAt + EntryLayout.DATA_AND_CHECK_AT, EntryLayout.dataAndCheck(data.length, check));
        memory.put(entryAt + EntryLayout.EXPIRY_AT, expiry);
        memory.copyIn(entryAt + EntryLayout.dataAt(idLength), data);
        memory.setRelease(entryAt + EntryLayout.STAMP_AT, EntryLayout.finished(stamp));
    }

    /** Copies the entry at TAIL to HEAD, where there must be room for it, and returns its new position. */
    final long copyTailToHead(int length) {
        long position = head();
        memory.copy(at(tail()), at(position), length * EntryLayout.UNIT);
        moveHead(advanced(position, length));
        return position;
    }

    private void moveHead(long position) {
        memory.setRelease(SubcacheLayout.HEAD, position);
    }

    /** Frees what is at TAIL. */
    final void dropTail(int length) {
        moveTail(advanced(tail(), length));
    }

    /** Frees everything. */
    final void clear() {
        moveTail(head());
    }

    private void moveTail(long position) {
        memory.setOpaque(SubcacheLayout.TAIL, position);
        VarHandle.storeStoreFence(); // before any byte it frees is rewritten: see the table above
    }

    /** Starts afresh, later than anything that was, whatever HEAD and TAIL say. */
    final void reset() {
        long next = lap(Math.max(head(), tail())) + 1 << lapBits;
        long first = next > 0 ? next : firstPosition(units);
        moveTail(first);
        moveHead(first);
    }

    /** Whether HEAD and TAIL can be true, as they always are unless memory was damaged from outside. */
    final boolean isSound() {
        long head = head();
        long tail = tail();
        return tail <= head
                && lap(head) - lap(tail) <= 1
                && used(tail, head) <= units
                && offset(head) < units
                && (tail == head || unitsAt(tail) > 0);
    }
}
