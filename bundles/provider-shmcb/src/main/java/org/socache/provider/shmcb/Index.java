// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * Which id's entry is where: buckets of twelve slots. An id has two buckets; the second is used, and looked at, only when
 * the first was full. Counterpart: the index queue of httpd's subcaches, which is searched from end to end.
 *
 * <p>Slots of entries that have scrolled off are dead by themselves ({@link Ring#holds}) and used again, or {@link #sweep swept}
 * before a later lap would bring them to life. Under the lock an id keeps its slot while it is there; without it others can
 * do two things to a slot: count a use, and make it lead nowhere.
 */
final class Index {

    static final int NONE = -1;

    private static final long SECOND_BUCKET_FACTOR = 0x9e37_79b9_7f4a_7c15L;
    private static final long LOW_INT = 0xffff_ffffL;

    private final Memory memory;
    private final Ring ring;
    private final SlotLayout slots;
    private final int buckets;

    Index(Memory memory, Ring ring, int buckets) {
        this.memory = memory;
        this.ring = ring;
        this.slots = ring.slots();
        this.buckets = buckets;
    }

    // Reading, without a lock

    int capacity() {
        return buckets * BucketLayout.SLOTS;
    }

    int firstBucket(long hash) {
        return bucketAt(hash & LOW_INT);
    }

    int secondBucket(long hash) {
        return bucketAt(hash * SECOND_BUCKET_FACTOR >>> 32);
    }

    private int bucketAt(long of32Bits) {
        return bucketNumbered((int) (of32Bits * buckets >>> 32));
    }

    private static int bucketNumbered(int number) {
        return SubcacheLayout.BUCKETS + number * BucketLayout.BYTES;
    }

    /** The slots of a bucket whose tag is that of the hash: see {@link BucketLayout#matches}. Slots are to be loaded after it. */
    long matches(int bucketAt, long hash) {
        return BucketLayout.matches(
                word(bucketAt + BucketLayout.FIRST_WORD), word(bucketAt + BucketLayout.LAST_WORD), hash);
    }

    /** Whether an id that belongs to the bucket may be in its second one. */
    boolean overflowed(int bucketAt) {
        return BucketLayout.overflowed(word(bucketAt + BucketLayout.LAST_WORD));
    }

    private long word(int at) {
        return memory.getAcquire(at);
    }

    /** A slot; what it leads to is to be read after it. */
    int slot(int slotAt) {
        return memory.getHalfAcquire(slotAt);
    }

    /** Whether the slot may lead to an entry of that hash. */
    boolean hasTagOf(int slot, long hash) {
        return slots.hasTagOf(slot, hash);
    }

    /** Counts a use, as long as nobody else changes the slot at this moment: losing one does no harm. */
    void use(int slotAt, int slot) {
        if (SlotLayout.uses(slot) < SlotLayout.MAXIMUM_USES) {
            memory.compareAndSetHalf(slotAt, slot, SlotLayout.used(slot));
        }
    }

    /**
     * Makes the slot lead nowhere, if it still is what it was. To whom stands still between load and swap until the ring has gone
     * round four times, another entry's slot may look the same, and is dropped: a cache may.
     */
    boolean drop(int slotAt, int slot) {
        return memory.compareAndSetHalf(slotAt, slot, SlotLayout.NOWHERE);
    }

    /** Takes part in a walk over all slots; returns false to stop it. */
    @FunctionalInterface
    interface SlotVisitor {
        boolean visit(int slotAt, int slot);
    }

    /** Walks the slots whose entries the ring holds. */
    boolean walk(SlotVisitor visitor) {
        for (int number = 0; number < buckets; number++) {
            if (!walk(bucketNumbered(number), visitor)) {
                return false;
            }
        }
        return true;
    }

    private boolean walk(int bucketAt, SlotVisitor visitor) {
        for (int number = 0; number < BucketLayout.SLOTS; number++) {
            int slotAt = BucketLayout.slotAt(bucketAt, number);
            int slot = slot(slotAt);
            if (ring.holds(slot, ring.tail()) && !visitor.visit(slotAt, slot)) {
                return false;
            }
        }
        return true;
    }

    /** Whether lookups find the slot. They do not if its writer died between slot and tag. */
    boolean isPublished(int slotAt, long hash) {
        int number = BucketLayout.number(slotAt);
        return BucketLayout.hasTagOf(word(BucketLayout.wordAt(slotAt & -BucketLayout.BYTES, number)), number, hash);
    }

    // Writing, under the lock

    /** The slot that leads to the id's entry, or {@link #NONE}. */
    int find(byte[] id, long hash) {
        int firstAt = firstBucket(hash);
        int found = findIn(firstAt, id, hash);
        return found == NONE && overflowed(firstAt) ? findIn(secondBucket(hash), id, hash) : found;
    }

    private int findIn(int bucketAt, byte[] id, long hash) {
        for (long m = matches(bucketAt, hash); m != 0; m = BucketLayout.rest(m)) {
            int slotAt = BucketLayout.slotAt(bucketAt, BucketLayout.first(m));
            int slot = slot(slotAt);
            long tail = ring.tail();
            if (slots.hasTagOf(slot, hash)
                    && ring.holds(slot, tail)
                    && isOf(ring.at(ring.position(slot, tail)), id, hash)) {
                return slotAt;
            }
        }
        return NONE;
    }

    private boolean isOf(int entryAt, byte[] id, long hash) {
        return ring.isOf(entryAt, ring.stamp(entryAt), id, hash);
    }

    /** The slot that leads to this position, or {@link #NONE}. */
    int find(long position, long hash) {
        int firstAt = firstBucket(hash);
        int found = findIn(firstAt, position, hash);
        return found == NONE && overflowed(firstAt) ? findIn(secondBucket(hash), position, hash) : found;
    }

    private int findIn(int bucketAt, long position, long hash) {
        for (long m = matches(bucketAt, hash); m != 0; m = BucketLayout.rest(m)) {
            int slotAt = BucketLayout.slotAt(bucketAt, BucketLayout.first(m));
            if (leadsTo(slot(slotAt), position)) {
                return slotAt;
            }
        }
        return NONE;
    }

    private boolean leadsTo(int slot, long position) {
        return slot != SlotLayout.NOWHERE && slots.distance(slot, position) == 0;
    }

    /** Lets a slot of this id lead to its new entry. */
    void replace(int slotAt, long hash, long position) {
        keepOverflow(slotAt, hash, position);
        memory.setHalfRelease(slotAt, slots.of(hash, position));
    }

    /** Lets the slot lead to where its entry was copied, unless it was removed meanwhile. */
    void relocate(int slotAt, long from, long hash, long to) {
        keepOverflow(slotAt, hash, to);
        int slot;
        do {
            slot = slot(slotAt);
        } while (leadsTo(slot, from) && !memory.compareAndSetHalf(slotAt, slot, slots.moved(slot, to)));
    }

    /** An entry in its second bucket has moved to another lap: the mark in the first must last as long. */
    private void keepOverflow(int slotAt, long hash, long position) {
        int firstAt = firstBucket(hash);
        if (slotAt < firstAt || slotAt >= firstAt + BucketLayout.BYTES) {
            markOverflow(firstAt, position);
        }
    }

    private void markOverflow(int bucketAt, long position) {
        int at = bucketAt + BucketLayout.LAST_WORD;
        memory.setRelease(at, BucketLayout.withOverflow(word(at), ring.lap(position)));
    }

    /**
     * Publishes the entry of an id that has no slot.
     *
     * @return whether a live entry had to go because both buckets were full
     */
    boolean add(long hash, long position) {
        int firstAt = firstBucket(hash);
        dropOlder(firstAt, hash);
        int number = deadSlot(firstAt);
        if (number != NONE) {
            publish(firstAt, number, hash, position);
            return false;
        }
        int secondAt = secondBucket(hash);
        dropOlder(secondAt, hash);
        number = deadSlot(secondAt);
        if (number != NONE) {
            markOverflow(firstAt, position);
            publish(secondAt, number, hash, position);
            return false;
        }
        publish(firstAt, leastWorth(firstAt), hash, position);
        return true;
    }

    /** If tags or overflow mark were damaged, an older entry of the id may have gone unnoticed, and would be found again some day. */
    private void dropOlder(int bucketAt, long hash) {
        long tail = ring.tail();
        for (int number = 0; number < BucketLayout.SLOTS; number++) {
            int slotAt = BucketLayout.slotAt(bucketAt, number);
            int slot = slot(slotAt);
            if (slots.hasTagOf(slot, hash)
                    && ring.holds(slot, tail)
                    && ring.hash(ring.at(ring.position(slot, tail))) == hash) {
                drop(slotAt, slot);
            }
        }
    }

    private void publish(int bucketAt, int number, long hash, long position) {
        memory.setHalfRelease(BucketLayout.slotAt(bucketAt, number), slots.of(hash, position));
        int tagAt = BucketLayout.wordAt(bucketAt, number);
        memory.setRelease(tagAt, BucketLayout.withTag(word(tagAt), number, hash));
        int lapAt = bucketAt + BucketLayout.LAST_WORD;
        memory.setRelease(lapAt, BucketLayout.withoutOldOverflow(word(lapAt), ring.lap(position)));
    }

    private int deadSlot(int bucketAt) {
        long tail = ring.tail();
        for (int number = 0; number < BucketLayout.SLOTS; number++) {
            if (!ring.holds(slot(BucketLayout.slotAt(bucketAt, number)), tail)) {
                return number;
            }
        }
        return NONE;
    }

    /** The slot of the least used entry, and of those the oldest. */
    private int leastWorth(int bucketAt) {
        long tail = ring.tail();
        int least = 0;
        long leastWorth = Long.MAX_VALUE;
        for (int number = 0; number < BucketLayout.SLOTS; number++) {
            int slot = slot(BucketLayout.slotAt(bucketAt, number));
            long worth = (long) SlotLayout.uses(slot) << Integer.SIZE | slots.distance(slot, tail);
            if (worth < leastWorth) {
                leastWorth = worth;
                least = number;
            }
        }
        return least;
    }

    /**
     * Makes dead slots lead nowhere in the share of the index that so much at TAIL stands for. Whoever moves TAIL does this first, so
     * each bucket has its turn in every lap, also if somebody dies between: no slot stays dead for longer than a lap
     * and a bit, and three would bring it to life again.
     */
    void sweep(int units) {
        long tail = ring.tail();
        int from = ring.offset(tail);
        int end = share(from + units);
        for (int number = share(from); number < end; number++) {
            sweepBucket(bucketNumbered(number), tail);
        }
    }

    /** The number of the bucket whose turn comes when TAIL has this offset. */
    private int share(int offset) {
        return (int) ((long) offset * buckets / ring.units());
    }

    /** Whoever counts a use of a dead slot at this moment, or drops it, may be overruled. */
    private void sweepBucket(int bucketAt, long tail) {
        for (int number = 0; number < BucketLayout.SLOTS; number++) {
            int slotAt = BucketLayout.slotAt(bucketAt, number);
            int slot = slot(slotAt);
            if (slot != SlotLayout.NOWHERE && !ring.holds(slot, tail)) {
                memory.setHalfRelease(slotAt, SlotLayout.NOWHERE);
            }
        }
    }

    /** Makes every slot lead nowhere; needs no lock. */
    void clear() {
        for (int number = 0; number < buckets; number++) {
            clearBucket(bucketNumbered(number));
        }
    }

    private void clearBucket(int bucketAt) {
        for (int number = 0; number < BucketLayout.SLOTS; number++) {
            memory.setHalfRelease(BucketLayout.slotAt(bucketAt, number), SlotLayout.NOWHERE);
        }
    }
}
