// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.lang.invoke.VarHandle;

import org.socache.api.Entry;
import org.socache.api.EntryVisitor;

/**
 * One of the parts a segment is divided into, with a lock of its own for writers. Counterpart: {@code SHMCBSubcache}.
 *
 * <p>{@code retrieve} and {@code remove} take no lock and make no store to shared memory that another may take for part of
 * an entry: what a reader believes to be its entry may long be somebody else's, so it writes to slots alone, by
 * compare-and-set.
 */
final class Subcache {

    /** What a store came to. */
    enum Outcome {
        STORED,
        REPLACED,
        BUSY,
        CLOSED
    }

    /** Not data, but word that the entry moved or went while it was read. */
    private static final byte[] MOVED = new byte[0];

    /** Not data, but word that it is what the caller has already. */
    static final byte[] KNOWN = new byte[0];

    /** How often a reader looks again without the lock; each time an entry was moved under its eyes. */
    private static final int ROUNDS = 64;

    /** How many entries in a row may get their second chance before one has to go, used or not. */
    private static final int KEPT_IN_A_ROW = 8;

    /** This share of the ring is kept free, so that an entry can be copied from TAIL to HEAD before it is dropped. */
    private static final int SPARE_SHARE = 64;

    private final Memory memory;
    private final Ring ring;
    private final Index index;
    private final LockWord lock;
    private final CallCounters calls;
    private final ExpiryClock clock;
    private final int spareUnits;

    Subcache(Memory memory, Ring ring, Index index, LockWord lock, CallCounters calls, ExpiryClock clock) {
        this.memory = memory;
        this.ring = ring;
        this.index = index;
        this.lock = lock;
        this.calls = calls;
        this.clock = clock;
        this.spareUnits = ring.units() / SPARE_SHARE;
    }

    LockWord lock() {
        return lock;
    }

    // Retrieve

    /**
     * The data of an unexpired entry, or null.
     *
     * @param reading takes what is to be known of the entry, if not null
     * @return {@link #KNOWN} where the caller has the data
     */
    byte[] retrieve(byte[] id, long hash, Reading reading) {
        byte[] data = lookUp(id, hash, reading);
        for (int round = 1; data == MOVED && round < ROUNDS; round++) {
            calls.moved();
            data = lookUp(id, hash, reading);
        }
        if (data == MOVED) {
            data = lookUpLocked(id, hash, reading);
        }
        calls.retrieved(data != null);
        return data;
    }

    private byte[] lookUpLocked(byte[] id, long hash, Reading reading) {
        if (!acquire().isOwned()) {
            return null;
        }
        try {
            byte[] data = lookUp(id, hash, reading);
            return data == MOVED ? null : data;
        } finally {
            lock.release();
        }
    }

    private byte[] lookUp(byte[] id, long hash, Reading reading) {
        int firstAt = index.firstBucket(hash);
        long tags = index.tags(firstAt);
        byte[] data = lookUpIn(firstAt, tags, id, hash, reading);
        if (data == null && BucketLayout.overflowed(tags)) {
            int secondAt = index.secondBucket(hash);
            data = lookUpIn(secondAt, index.tags(secondAt), id, hash, reading);
        }
        return data;
    }

    private byte[] lookUpIn(int bucketAt, long tags, byte[] id, long hash, Reading reading) {
        for (long m = BucketLayout.matches(tags, hash); m != 0; m = BucketLayout.rest(m)) {
            int slotAt = BucketLayout.slotAt(bucketAt, BucketLayout.first(m));
            byte[] data = read(slotAt, id, hash, reading);
            if (data != null) {
                return data;
            }
        }
        return null;
    }

    /** The data the slot leads to, null if it leads to no live entry of this id, or {@link #MOVED}. */
    private byte[] read(int slotAt, byte[] id, long hash, Reading reading) {
        long slot = index.slot(slotAt);
        if (!SlotWord.hasTagOf(slot, hash)) {
            return null;
        }
        long tail = ring.tail();
        if (!ring.holds(slot, tail)) {
            return isUnchanged(slotAt, slot) ? null : MOVED;
        }
        long position = ring.position(slot, tail);
        int entryAt = ring.at(position);
        if (!ring.isOf(entryAt, id, hash)) {
            return ring.intact(position) ? null : MOVED;
        }
        boolean known = reading != null && reading.isKnown(position);
        byte[] data = known ? KNOWN : ring.data(entryAt, id.length);
        long until = ring.expiry(entryAt);
        int check = ring.check(entryAt);
        if (!ring.intact(position)) {
            return MOVED;
        }
        if (clock.isPast(until)) {
            return expired(slotAt, slot);
        }
        // what is known was checked when it was read
        if (!known && (data == null || !ring.isChecked(check, hash, id.length, until, data))) {
            return damaged(slotAt, slot);
        }
        index.use(slotAt, slot);
        if (reading != null) {
            reading.found(position, until);
        }
        return data;
    }

    /**
     * Whether the slot is still what it was when TAIL was found to have passed it. Between the two loads the entry may have
     * been copied to HEAD: then the slot leads there now, and the entry is no miss.
     */
    private boolean isUnchanged(int slotAt, long slot) {
        VarHandle.acquireFence();
        return index.slot(slotAt) == slot;
    }

    private byte[] expired(int slotAt, long slot) {
        if (index.drop(slotAt, slot)) {
            calls.expired();
        }
        return null;
    }

    private byte[] damaged(int slotAt, long slot) {
        if (index.drop(slotAt, slot)) {
            calls.damaged();
        }
        return null;
    }

    // Remove

    /**
     * Drops the id's entry, whoever holds the lock: the end of a session must not wait for a process that stands still.
     *
     * @return whether it was there, and unexpired
     */
    boolean remove(byte[] id, long hash, long now) {
        boolean removed = discard(id, hash, now);
        calls.removed(removed);
        return removed;
    }

    /** As {@link #remove}, uncounted. */
    boolean discard(byte[] id, long hash, long now) {
        int firstAt = index.firstBucket(hash);
        long tags = index.tags(firstAt);
        boolean removed = discardIn(firstAt, tags, id, hash, now);
        if (BucketLayout.overflowed(tags)) {
            int secondAt = index.secondBucket(hash);
            removed |= discardIn(secondAt, index.tags(secondAt), id, hash, now);
        }
        return removed;
    }

    private boolean discardIn(int bucketAt, long tags, byte[] id, long hash, long now) {
        boolean removed = false;
        for (long m = BucketLayout.matches(tags, hash); m != 0; m = BucketLayout.rest(m)) {
            removed |= discardAt(BucketLayout.slotAt(bucketAt, BucketLayout.first(m)), id, hash, now);
        }
        return removed;
    }

    private boolean discardAt(int slotAt, byte[] id, long hash, long now) {
        for (; ; ) {
            long slot = index.slot(slotAt);
            if (!SlotWord.hasTagOf(slot, hash)) {
                return false;
            }
            long tail = ring.tail();
            if (!ring.holds(slot, tail)) {
                if (isUnchanged(slotAt, slot)) {
                    return false;
                }
                continue;
            }
            long position = ring.position(slot, tail);
            int entryAt = ring.at(position);
            boolean isOf = ring.isOf(entryAt, id, hash);
            long until = ring.expiry(entryAt);
            if (!ring.intact(position)) {
                continue;
            }
            if (!isOf) {
                return false;
            }
            if (index.drop(slotAt, slot)) {
                return until > now;
            }
        }
    }

    // Store

    /** Adds or replaces an entry, which must be small enough for the ring. Unless stored, the id has no entry afterwards. */
    Outcome store(byte[] id, long hash, long expiry, byte[] data, long now) {
        int check = Checksum.of(hash, id.length, expiry, data);
        LockWord.Acquisition lockWord = acquire();
        if (!lockWord.isOwned()) {
            discard(id, hash, now);
            return refused(lockWord);
        }
        try {
            int units = (int) (EntryLayout.bytes(id.length, data.length) / EntryLayout.UNIT);
            fetchWhatScrollsNext();
            int slotAt = index.find(id, hash);
            makeRoom(units, now);
            long position = ring.append(units, id, hash, expiry, data, check);
            memory.increment(SubcacheLayout.STORES);
            if (slotAt != Index.NONE) {
                return replace(slotAt, hash, position, now);
            }
            add(hash, position);
            return Outcome.STORED;
        } finally {
            lock.release();
        }
    }

    /** Begins to load the bucket that scrolling will need, while the processor waits for that of the id. */
    private void fetchWhatScrollsNext() {
        index.tags(index.firstBucket(ring.hashAtTail()));
    }

    private Outcome refused(LockWord.Acquisition lockWord) {
        if (lockWord == LockWord.Acquisition.CLOSED) {
            return Outcome.CLOSED;
        }
        calls.busy();
        return Outcome.BUSY;
    }

    /** Takes the slot the id had before room was made: whatever scrolled off meanwhile, nobody else has taken it. */
    private Outcome replace(int slotAt, long hash, long position, long now) {
        long old = index.slot(slotAt);
        long tail = ring.tail();
        boolean isThere = ring.holds(old, tail);
        boolean isLive = isThere && ring.expiry(ring.at(ring.position(old, tail))) > now;
        index.replace(slotAt, hash, position);
        if (isThere) {
            memory.increment(isLive ? SubcacheLayout.REPLACED : SubcacheLayout.EXPIRED);
        }
        return isLive ? Outcome.REPLACED : Outcome.STORED;
    }

    private void add(long hash, long position) {
        if (index.add(hash, position)) {
            memory.increment(SubcacheLayout.SCROLLED);
            memory.increment(SubcacheLayout.CROWDED);
        }
    }

    /**
     * Scrolls until so many units can be written at HEAD in one piece. What scrolls off is the oldest; one that was
     * retrieved since it was written goes to the front instead and lives on, as in the CLOCK algorithm.
     */
    private void makeRoom(int units, long now) {
        int keptInARow = 0;
        for (; ; ) {
            int room = ring.roomInLap();
            int needed = Math.min(units, room);
            if (ring.free() < Math.min(needed + spareUnits, ring.units())) {
                keptInARow = scroll(keptInARow < KEPT_IN_A_ROW, now) ? keptInARow + 1 : 0;
            } else if (units <= room) {
                return;
            } else {
                ring.skipToNextLap();
            }
        }
    }

    /** Takes the oldest entry away from TAIL; returns whether it was kept at the front. */
    private boolean scroll(boolean mayKeep, long now) {
        int units = ring.unitsAtTail();
        if (units == 0) {
            repair();
            return false;
        }
        boolean kept = !ring.isFillerAtTail() && scrollEntry(units, mayKeep, now);
        ring.dropTail(units);
        return kept;
    }

    private boolean scrollEntry(int units, boolean mayKeep, long now) {
        long position = ring.tail();
        int entryAt = ring.at(position);
        long hash = ring.hash(entryAt);
        int slotAt = index.find(position, hash);
        if (slotAt == Index.NONE) {
            return false; // removed or replaced
        }
        if (ring.expiry(entryAt) <= now) {
            memory.increment(SubcacheLayout.EXPIRED);
            return false;
        }
        if (!mayKeep || SlotWord.uses(index.slot(slotAt)) == 0 || !canBeCopied(units)) {
            memory.increment(SubcacheLayout.SCROLLED);
            return false;
        }
        index.relocate(slotAt, position, hash, ring.copyTailToHead(units));
        memory.increment(SubcacheLayout.KEPT);
        return true;
    }

    private boolean canBeCopied(int units) {
        return units <= ring.roomInLap() && units <= ring.free();
    }

    // The rest

    /** Visits every unexpired entry; holds no lock. Returns false if the visitor stopped it. */
    boolean iterate(IdHash hashes, long now, EntryVisitor visitor) {
        return index.walk((slotAt, slot) -> {
            Entry entry = entry(slotAt, slot, hashes);
            return entry == null || entry.expiry() <= now || visitor.visit(entry);
        });
    }

    /** The entry a slot leads to, or null if it went meanwhile. */
    private Entry entry(int slotAt, long first, IdHash hashes) {
        for (long slot = first; ; slot = index.slot(slotAt)) {
            long tail = ring.tail();
            if (!ring.holds(slot, tail)) {
                if (isUnchanged(slotAt, slot)) {
                    return null;
                }
                continue;
            }
            long position = ring.position(slot, tail);
            int entryAt = ring.at(position);
            byte[] id = ring.id(entryAt);
            byte[] data = id == null ? null : ring.data(entryAt, id.length);
            long hash = ring.hash(entryAt);
            long expiry = ring.expiry(entryAt);
            int check = ring.check(entryAt);
            if (ring.intact(position)) {
                boolean sound = data != null
                        && hashes.of(id) == hash
                        && index.isPublished(slotAt, hash)
                        && ring.isChecked(check, hash, id.length, expiry, data);
                return sound ? new Entry(id, expiry, data) : null;
            }
        }
    }

    /** Drops everything; at once if the lock can be had, slot by slot if its owner stands still. */
    void clear() {
        if (!acquire().isOwned()) {
            index.clear();
            return;
        }
        try {
            ring.clear();
        } finally {
            lock.release();
        }
    }

    private LockWord.Acquisition acquire() {
        LockWord.Acquisition acquisition = lock.acquire();
        if (acquisition == LockWord.Acquisition.TAKEN_OVER) {
            memory.increment(SubcacheLayout.TAKEOVERS);
            if (!ring.isSound()) {
                repair();
            }
        }
        return acquisition;
    }

    /** Memory was damaged by something that is not this program: this subcache starts afresh, the others go on. */
    private void repair() {
        ring.reset();
        index.clear();
        memory.increment(SubcacheLayout.REPAIRS);
    }

    /** Adds this subcache's numbers; holds no lock. */
    void addTo(SegmentStatus status, long now) {
        status.counters(memory);
        long tail = ring.tail();
        long head = ring.head();
        status.ring(ring.used(tail, head), ring.units());
        index.walk((slotAt, slot) -> {
            status.entry();
            return true;
        });
        status.slots(index.slots());
        if (tail != head) {
            status.oldest(ring.expiry(ring.at(tail)) - now);
        }
    }
}
