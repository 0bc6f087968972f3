// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * Which id's entry is where: buckets of seven slots. An id has two buckets; the second is used, and looked at, only when
 * the first was full. Counterpart: the index queue of httpd's subcaches, which is searched from end to end.
 *
 * <p>Slots of entries that have scrolled off are dead by themselves ({@link Ring#holds}) and used again. Under the lock
 * an id keeps its slot while it is there; without it others can do two things to a slot: count a use, and make it lead
 * nowhere.
 */
final class Index {

    static final int NONE = -1;

    private static final long SECOND_BUCKET_FACTOR = 0x9e37_79b9_7f4a_7c15L;
    private static final long LOW_INT = 0xffff_ffffL;

    private final Memory memory;
    private final Ring ring;
    private final int buckets;

    Index(Memory memory, Ring ring, int buckets) {
        this.memory = memory;
        this.ring = ring;
        this.buckets = buckets;
    }

    // Reading, without a lock

    int slots() {
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

    /** The tags of a bucket; slots are to be loaded after them. */
    long tags(int bucketAt) {
        return memory.getAcquire(bucketAt + BucketLayout.TAGS_AT);
    }

    /** A slot; what it leads to is to be read after it. */
    long slot(int slotAt) {
        return memory.getAcquire(slotAt);
    }

    /** Counts a use, as long as nobody else changes the slot at this moment: losing one does no harm. */
    void use(int slotAt, long slot) {
        if (SlotWord.uses(slot) < SlotWord.MAXIMUM_USES) {
            memory.compareAndSet(slotAt, slot, SlotWord.used(slot));
        }
    }

    /** Makes the slot lead nowhere, if it still is what it was. */
    boolean drop(int slotAt, long slot) {
        return memory.compareAndSet(slotAt, slot, SlotWord.NOWHERE);
    }

    /** Takes part in a walk over all slots; returns false to stop it. */
    @FunctionalInterface
    interface SlotVisitor {
        boolean visit(int slotAt, long slot);
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
            long slot = slot(slotAt);
            if (ring.holds(slot, ring.tail()) && !visitor.visit(slotAt, slot)) {
                return false;
            }
        }
        return true;
    }

    /** Whether lookups find the slot. They do not if its writer died between slot and tag. */
    boolean isPublished(int slotAt, long hash) {
        int bucketAt = slotAt & -BucketLayout.BYTES;
        return BucketLayout.hasTagOf(tags(bucketAt), BucketLayout.number(slotAt), hash);
    }

    // Writing, under the lock

    /** The slot that leads to the id's entry, or {@link #NONE}. */
    int find(byte[] id, long hash) {
        int firstAt = firstBucket(hash);
        long tags = tags(firstAt);
        int found = findIn(firstAt, tags, id, hash);
        if (found == NONE && BucketLayout.overflowed(tags)) {
            int secondAt = secondBucket(hash);
            found = findIn(secondAt, tags(secondAt), id, hash);
        }
        return found;
    }

    private int findIn(int bucketAt, long tags, byte[] id, long hash) {
        for (long m = BucketLayout.matches(tags, hash); m != 0; m = BucketLayout.rest(m)) {
            int slotAt = BucketLayout.slotAt(bucketAt, BucketLayout.first(m));
            long slot = slot(slotAt);
            long tail = ring.tail();
            if (SlotWord.hasTagOf(slot, hash)
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
        long tags = tags(firstAt);
        int found = findIn(firstAt, tags, position, hash);
        if (found == NONE && BucketLayout.overflowed(tags)) {
            int secondAt = secondBucket(hash);
            found = findIn(secondAt, tags(secondAt), position, hash);
        }
        return found;
    }

    private int findIn(int bucketAt, long tags, long position, long hash) {
        for (long m = BucketLayout.matches(tags, hash); m != 0; m = BucketLayout.rest(m)) {
            int slotAt = BucketLayout.slotAt(bucketAt, BucketLayout.first(m));
            if (leadsTo(slot(slotAt), position)) {
                return slotAt;
            }
        }
        return NONE;
    }

    private static boolean leadsTo(long slot, long position) {
        return slot != SlotWord.NOWHERE && SlotWord.distance(slot, position) == 0;
    }

    /** Lets a slot of this id lead to its new entry. */
    void replace(int slotAt, long hash, long position) {
        keepOverflow(slotAt, hash, position);
        memory.setRelease(slotAt, SlotWord.of(hash, position));
    }

    /** Lets the slot lead to where its entry was copied, unless it was removed meanwhile. */
    void relocate(int slotAt, long from, long hash, long to) {
        keepOverflow(slotAt, hash, to);
        long slot;
        do {
            slot = slot(slotAt);
        } while (leadsTo(slot, from) && !memory.compareAndSet(slotAt, slot, SlotWord.moved(slot, to)));
    }

    /** An entry in its second bucket has moved to another lap: the mark in the first must last as long. */
    private void keepOverflow(int slotAt, long hash, long position) {
        int firstAt = firstBucket(hash);
        if (slotAt < firstAt || slotAt >= firstAt + BucketLayout.BYTES) {
            setTags(firstAt, BucketLayout.withOverflow(tags(firstAt), ring.lap(position)));
        }
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
            setTags(firstAt, BucketLayout.withOverflow(tags(firstAt), ring.lap(position)));
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
            long slot = slot(slotAt);
            if (SlotWord.hasTagOf(slot, hash)
                    && ring.holds(slot, tail)
                    && ring.hash(ring.at(ring.position(slot, tail))) == hash) {
                drop(slotAt, slot);
            }
        }
    }

    private void publish(int bucketAt, int number, long hash, long position) {
        memory.setRelease(BucketLayout.slotAt(bucketAt, number), SlotWord.of(hash, position));
        long tags = BucketLayout.withoutOldOverflow(tags(bucketAt), ring.lap(position));
        setTags(bucketAt, BucketLayout.withTag(tags, number, hash));
    }

    private void setTags(int bucketAt, long tags) {
        memory.setRelease(bucketAt + BucketLayout.TAGS_AT, tags);
    }

    private int deadSlot(int bucketAt) {
        long tail = ring.tail();
        for (int number = 0; number < BucketLayout.SLOTS; number++) {
            if (!ring.holds(memory.get(BucketLayout.slotAt(bucketAt, number)), tail)) {
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
            long slot = memory.get(BucketLayout.slotAt(bucketAt, number));
            long worth = SlotWord.uses(slot) << SlotWord.POSITION_BITS | SlotWord.distance(slot, tail);
            if (worth < leastWorth) {
                leastWorth = worth;
                least = number;
            }
        }
        return least;
    }

    /** Makes every slot lead nowhere; needs no lock. */
    void clear() {
        walk((slotAt, slot) -> {
            drop(slotAt, slot);
            return true;
        });
    }
}
