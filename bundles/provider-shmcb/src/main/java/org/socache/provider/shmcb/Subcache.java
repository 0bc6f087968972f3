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

    /** How often a reader looks again at an entry that is moved or overwritten under its eyes: for some 50 us. */
    private static final int ROUNDS = 64;

    /**
     * Larger ones are not overwritten but appended, so that a reader that waits for the end of it does not do so in vain.
     * Copying so much takes some 10 us.
     */
    private static final int LARGEST_OVERWRITTEN = 64 * 1024 / EntryLayout.UNIT;

    private final Memory memory;
    private final Ring ring;
    private final Index index;
    private final LockWord lock;
    private final CallCounters calls;
    private final ExpiryClock clock;
    private final Scroller scroller;

    Subcache(Memory memory, Ring ring, Index index, LockWord lock, CallCounters calls, ExpiryClock clock) {
        this.memory = memory;
        this.ring = ring;
        this.index = index;
        this.lock = lock;
        this.calls = calls;
        this.clock = clock;
        this.scroller = new Scroller(memory, ring, index);
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
        if (data == MOVED) {
            data = lookUpAgain(id, hash, reading);
        }
        calls.retrieved(data != null);
        return data;
    }

    private byte[] lookUpAgain(byte[] id, long hash, Reading reading) {
        calls.moved();
        for (int round = 1; round < ROUNDS; round++) {
            pause(round);
            byte[] data = lookUp(id, hash, reading);
            if (data != MOVED) {
                return data;
            }
        }
        return lookUpLocked(id, hash, reading);
    }

    private static void pause(int round) {
        for (int n = 0; n < round; n++) {
            Thread.onSpinWait();
        }
    }

    /** Under the lock nothing moves, and an unfinished entry is one whose writer died. A lock that is not free is not waited for. */
    private byte[] lookUpLocked(byte[] id, long hash, Reading reading) {
        if (!lock.tryAcquire()) {
            return null;
        }
        try {
            int slotAt = index.find(id, hash);
            if (slotAt != Index.NONE) {
                dropUnfinished(slotAt);
            }
            byte[] data = lookUp(id, hash, reading);
            return data == MOVED ? null : data;
        } finally {
            lock.release();
        }
    }

    private void dropUnfinished(int slotAt) {
        int slot = index.slot(slotAt);
        long tail = ring.tail();
        if (ring.holds(slot, tail)
                && EntryLayout.isUnfinished(ring.stamp(ring.at(ring.position(slot, tail))))
                && index.drop(slotAt, slot)) {
            memory.increment(SubcacheLayout.SCROLLED);
        }
    }

    private byte[] lookUp(byte[] id, long hash, Reading reading) {
        int firstAt = index.firstBucket(hash);
        byte[] data = lookUpIn(firstAt, id, hash, reading);
        return data == null && index.overflowed(firstAt) ? lookUpIn(index.secondBucket(hash), id, hash, reading) : data;
    }

    private byte[] lookUpIn(int bucketAt, byte[] id, long hash, Reading reading) {
        for (long m = index.matches(bucketAt, hash); m != 0; m = BucketLayout.rest(m)) {
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
        int slot = index.slot(slotAt);
        if (!index.hasTagOf(slot, hash)) {
            return null;
        }
        long tail = ring.tail();
        if (!ring.holds(slot, tail)) {
            return isUnchanged(slotAt, slot) ? null : MOVED;
        }
        return readAt(ring.position(slot, tail), slotAt, slot, id, hash, reading);
    }

    private byte[] readAt(long position, int slotAt, int slot, byte[] id, long hash, Reading reading) {
        int entryAt = ring.at(position);
        long stamp = ring.stamp(entryAt);
        if (!ring.isOf(entryAt, stamp, id, hash)) {
            return ring.intact(position) ? null : MOVED;
        }
        if (EntryLayout.isUnfinished(stamp)) {
            return MOVED;
        }
        long version = EntryLayout.version(position, stamp);
        boolean known = reading != null && reading.isKnown(version);
        byte[] data = known ? KNOWN : ring.data(entryAt, id.length);
        long until = ring.expiry(entryAt);
        int check = ring.check(entryAt);
        if (!ring.intact(position, stamp)) {
            return MOVED;
        }
        if (clock.isPast(until)) {
            if (dropIfSame(slotAt, slot, position, stamp)) {
                calls.expired();
            }
            return null;
        }
        // what is known was checked when it was read
        if (!known && (data == null || !ring.isChecked(check, hash, id.length, until, data))) {
            if (dropIfSame(slotAt, slot, position, stamp)) {
                calls.damaged();
            }
            return null;
        }
        index.use(slotAt, slot);
        if (reading != null) {
            reading.found(version, until);
        }
        return data;
    }

    /**
     * Whether the slot is still what it was when TAIL was found to have passed it. Between the two loads the entry may have
     * been copied to HEAD: then the slot leads there now, and the entry is no miss.
     */
    private boolean isUnchanged(int slotAt, int slot) {
        VarHandle.acquireFence();
        return index.slot(slotAt) == slot;
    }

    /**
     * Drops an entry that was found to be of no use, unless it was overwritten since then: the slot does not show that, and
     * without the lock a new entry could go. If the lock is not free, the old one is left for the next who finds it.
     */
    private boolean dropIfSame(int slotAt, int slot, long position, long stamp) {
        if (!lock.tryAcquire()) {
            return false;
        }
        try {
            return ring.intact(position, stamp) && index.drop(slotAt, slot);
        } finally {
            lock.release();
        }
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
        boolean removed = discardIn(firstAt, id, hash, now);
        if (index.overflowed(firstAt)) {
            removed |= discardIn(index.secondBucket(hash), id, hash, now);
        }
        return removed;
    }

    private boolean discardIn(int bucketAt, byte[] id, long hash, long now) {
        boolean removed = false;
        for (long m = index.matches(bucketAt, hash); m != 0; m = BucketLayout.rest(m)) {
            removed |= discardAt(BucketLayout.slotAt(bucketAt, BucketLayout.first(m)), id, hash, now);
        }
        return removed;
    }

    private boolean discardAt(int slotAt, byte[] id, long hash, long now) {
        for (; ; ) {
            int slot = index.slot(slotAt);
            if (!index.hasTagOf(slot, hash)) {
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
            boolean isOf = ring.isOf(entryAt, ring.stamp(entryAt), id, hash);
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
            memory.increment(SubcacheLayout.STORES);
            int slotAt = index.find(id, hash);
            int slot = slotAt == Index.NONE ? SlotLayout.NOWHERE : index.slot(slotAt);
            long tail = ring.tail();
            if (canBeOverwritten(slot, tail, units)) {
                return overwrite(slotAt, slot, ring.position(slot, tail), id, expiry, data, check, now);
            }
            scroller.makeRoom(units, now);
            long position = ring.append(units, id, hash, expiry, data, check);
            return slotAt == Index.NONE ? add(hash, position) : replace(slotAt, hash, position, now);
        } finally {
            lock.release();
        }
    }

    private boolean canBeOverwritten(int slot, long tail, int units) {
        return units <= LARGEST_OVERWRITTEN
                && ring.holds(slot, tail)
                && ring.canBeOverwritten(ring.position(slot, tail), units);
    }

    /**
     * Lets the entry have the new data where it is. Whoever drops the slot meanwhile, without the lock, removes the new data: the
     * store counts as done just before that, for whoever loads the slot later finds neither the old nor the new.
     */
    private Outcome overwrite(
            int slotAt, int slot, long position, byte[] id, long expiry, byte[] data, int check, long now) {
        boolean isLive = ring.expiry(ring.at(position)) > now;
        ring.overwrite(position, id.length, expiry, data, check);
        index.use(slotAt, slot); // it stays where it was in the ring, so it has earned a second chance
        memory.increment(isLive ? SubcacheLayout.REPLACED : SubcacheLayout.EXPIRED);
        return isLive ? Outcome.REPLACED : Outcome.STORED;
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
        int old = index.slot(slotAt);
        long tail = ring.tail();
        boolean isThere = ring.holds(old, tail);
        boolean isLive = isThere && ring.expiry(ring.at(ring.position(old, tail))) > now;
        index.replace(slotAt, hash, position);
        if (isThere) {
            memory.increment(isLive ? SubcacheLayout.REPLACED : SubcacheLayout.EXPIRED);
        }
        return isLive ? Outcome.REPLACED : Outcome.STORED;
    }

    private Outcome add(long hash, long position) {
        if (index.add(hash, position)) {
            memory.increment(SubcacheLayout.SCROLLED);
            memory.increment(SubcacheLayout.CROWDED);
        }
        return Outcome.STORED;
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
    private Entry entry(int slotAt, int first, IdHash hashes) {
        int slot = first;
        for (int round = 1; round < ROUNDS; round++, slot = index.slot(slotAt)) {
            long tail = ring.tail();
            if (!ring.holds(slot, tail)) {
                if (isUnchanged(slotAt, slot)) {
                    return null;
                }
                continue;
            }
            long position = ring.position(slot, tail);
            int entryAt = ring.at(position);
            long stamp = ring.stamp(entryAt);
            if (EntryLayout.isUnfinished(stamp)) {
                pause(round);
                continue;
            }
            byte[] id = ring.id(entryAt, stamp);
            byte[] data = id == null ? null : ring.data(entryAt, id.length);
            long hash = ring.hash(entryAt);
            long expiry = ring.expiry(entryAt);
            int check = ring.check(entryAt);
            if (ring.intact(position, stamp)) {
                boolean sound = data != null
                        && hashes.of(id) == hash
                        && index.isPublished(slotAt, hash)
                        && ring.isChecked(check, hash, id.length, expiry, data);
                return sound ? new Entry(id, expiry, data) : null;
            }
        }
        return null;
    }

    /** Drops everything; at once if the lock can be had, slot by slot if its owner stands still. */
    void clear() {
        if (!acquire().isOwned()) {
            index.clear();
            return;
        }
        try {
            index.clear(); // before TAIL passes: see Index.sweep
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
                scroller.repair();
            }
        }
        return acquisition;
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
        status.slots(index.capacity());
        if (tail != head) {
            status.oldest(ring.expiry(ring.at(tail)) - now);
        }
    }
}
