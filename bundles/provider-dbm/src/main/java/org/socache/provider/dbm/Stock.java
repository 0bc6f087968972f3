// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.socache.api.Refusal;
import org.socache.api.StoreResult;

/**
 * The contents of a cache, changed by one caller at a time and within the capacity. Its lock is never held while the disk works, so
 * nobody waits long for it; only who stores faster than the disk can take waits, for as long as a call may.
 */
final class Stock {

    /** Changed bytes at which the housekeeper is called early, and how much reaches the file at once: lookups wait meanwhile. */
    static final long ONE_COMMIT = 2L << 20;

    /** Changed bytes at which callers who store have to wait for the housekeeper. */
    private static final long MOST_CHANGED = 32L << 20;

    /** Changed bytes at which no more expired entries are dropped for now: those who store are not to wait for that. */
    private static final long MOST_EXPIRED = MOST_CHANGED / 2;

    /** What MapDB may add to the file beyond the bytes written to it: pages, stacks of free space, the index. */
    private static final long DISK_RESERVE = 4L << 20;

    /** Expired entries dropped before others have their turn. */
    private static final int EXPIRED_PER_TURN = 256;

    private final Contents contents = new Contents();
    private final Counters counters;
    private final long capacity;
    private final int mostEntries;
    private final InstantSource clock;
    private final Runnable callHousekeeper;
    private final ReentrantLock changing = new ReentrantLock();
    private final Condition written = changing.newCondition();
    private boolean calledEarly;
    private volatile long room;

    /**
     * @param capacity bytes the entries may take
     * @param mostEntries what the heap has room for
     * @param callHousekeeper called when much has changed, once until he {@link #beginRound begins}
     */
    Stock(Counters counters, long capacity, int mostEntries, InstantSource clock, Runnable callHousekeeper) {
        this.counters = counters;
        this.capacity = capacity;
        this.mostEntries = mostEntries;
        this.clock = clock;
        this.callHousekeeper = callHousekeeper;
    }

    /** For reading; it may change meanwhile. */
    Contents contents() {
        return contents;
    }

    /** Does this while nobody changes anything. */
    <T> T alone(Supplier<T> work) {
        changing.lock();
        try {
            return work.get();
        } finally {
            changing.unlock();
        }
    }

    // By those who call the cache

    /**
     * Keeps an entry, at the expense of those that would expire first.
     *
     * @param open whether the file is; there is nothing to wait for when it is not
     * @param patience how long a caller waits who stores faster than the disk can take
     */
    StoreResult store(Held entry, BooleanSupplier open, Duration patience) {
        changing.lock();
        try {
            if (keepPace(open, patience)) {
                return put(entry);
            }
            contents.remove(entry.key());
            return StoreResult.refused(Refusal.UNAVAILABLE);
        } finally {
            changing.unlock();
        }
    }

    /** False if the caller has waited long enough, or for nothing. */
    private boolean keepPace(BooleanSupplier open, Duration patience) {
        long left = patience.toNanos();
        try {
            while (open.getAsBoolean() && contents.bytesChanged() >= MOST_CHANGED && left > 0) {
                left = written.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
        return open.getAsBoolean() && contents.bytesChanged() < MOST_CHANGED;
    }

    private StoreResult put(Held entry) {
        Held before = contents.remove(entry.key());
        if (room < 2 * (contents.bytesUnwritten() + entry.size()) + DISK_RESERVE) {
            return StoreResult.refused(Refusal.NO_SPACE);
        }
        while (contents.bytes() + entry.size() + MapStore.INDEX_SHARE > capacity) {
            dropFirst();
        }
        // two for one, not all at once: a process with a larger heap may have filled the file
        for (int n = 0; n < 2 && contents.size() >= mostEntries; n++) {
            dropFirst();
        }
        contents.add(entry);
        callEarlyIfMuch();
        boolean replaced = before != null && !before.expired(clock.millis());
        counters.stored(replaced);
        return replaced ? StoreResult.REPLACED : StoreResult.STORED;
    }

    private void callEarlyIfMuch() {
        if (contents.bytesChanged() >= ONE_COMMIT && !calledEarly) {
            calledEarly = true;
            callHousekeeper.run();
        }
    }

    private void dropFirst() {
        Held first = contents.first();
        if (first.expired(clock.millis())) {
            counters.expired();
        } else {
            counters.scrolled();
        }
        contents.remove(first.key());
    }

    /** True if the entry was alive. */
    boolean drop(EntryKey key) {
        Held entry = alone(() -> contents.remove(key));
        return entry != null && !entry.expired(clock.millis());
    }

    /** Drops this entry, unless another one has taken its place. */
    void drop(Held entry) {
        alone(() -> contents.find(entry.key()) == entry ? contents.remove(entry.key()) : null);
    }

    List<Held> all() {
        return alone(contents::all);
    }

    /** Drops everything, which is in the file no more. */
    void forget() {
        alone(() -> {
            contents.clear();
            written.signalAll();
            return null;
        });
    }

    // By the housekeeper

    void beginRound() {
        alone(() -> calledEarly = false);
    }

    /** Drops what has expired; others have their turn now and then. */
    void expire() {
        while (contents.bytesChanged() < MOST_EXPIRED && alone(this::expireSome)) {
            // the lock is free for a moment
        }
    }

    /** Drops a bounded number of expired entries; true if there may be more. */
    private boolean expireSome() {
        for (int n = 0; n < EXPIRED_PER_TURN; n++) {
            Held first = contents.first();
            if (first == null || !first.expired(clock.millis())) {
                return false;
            }
            dropFirst();
        }
        return true;
    }

    /** @param bytes what the disk has left */
    void setRoom(long bytes) {
        room = bytes;
    }

    List<Contents.Change> oldestChanges(long most) {
        return alone(() -> contents.oldestChanges(most));
    }

    void written(Contents.Change change, long place) {
        alone(() -> {
            contents.written(change, place);
            written.signalAll();
            return null;
        });
    }

    void committed() {
        alone(() -> {
            contents.committed();
            return null;
        });
    }

    boolean isWritten() {
        return alone(contents::isWritten);
    }
}
