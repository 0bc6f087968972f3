// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheSpecification;
import org.socache.api.Entry;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.admin.Switch;
import org.socache.api.spi.Listable;

/**
 * Moves entries from one binding to the next while calls go on.
 *
 * <p>The newest value must win: a store or remove by the consumer since the switch beats whatever the old instance holds.
 * Each such id is noted as touched before the new instance is written, and every write to the new one, the consumer's and
 * the copier's, happens under the stripe of its id; so a copied value never lands on a newer one, and a removed entry never
 * comes back. Until the last caller has left the old instance, values found there are served but not moved, since that
 * caller may be about to overwrite them.
 *
 * <p>What the old instance holds under an id whose last change did not reach it is out of date, and is not moved.
 *
 * <p>A new instance that others share is not emptied beforehand, and may hold what this cache left there long ago, or what
 * another node has just stored. Of two entries the one that expires later is then the newer one; where the server does not
 * tell, the one that the consumer could read until now.
 */
final class Migration implements Switch {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    /** How long an old instance that cannot be listed (memcached, distcache) is asked for entries that are missed. */
    static final Duration LAZY = Duration.ofSeconds(60);

    /** How long copying waits, all in all, for a new instance that fails: twice what a recovery may take. */
    private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int STRIPES = 256;

    /** Why an entry was left behind, beside the {@link Refusal refusals} of the new instance. */
    private static final String EXPIRED = "EXPIRED";

    private static final String OUTDATED = "OUTDATED";

    private final Binding from;
    private final Binding to;
    private final InstantSource clock;
    private final boolean inhabited;
    private final Set<IdKey> touched = ConcurrentHashMap.newKeySet();
    private final Set<IdKey> carried = ConcurrentHashMap.newKeySet();
    private final Object[] stripes = new Object[STRIPES];
    private final LongAdder moved = new LongAdder();
    private final Map<String, LongAdder> skipped = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Duration standstill;
    private final AtomicLong lastStep = new AtomicLong(System.nanoTime());
    private long patience = RECOVERY_NANOS;
    private volatile boolean drained;
    private volatile boolean stopped;

    /**
     * @param inhabited whether the new instance may hold entries already
     * @param standstill how long copying may stand still until the old instance counts as hung
     */
    Migration(Binding from, Binding to, boolean inhabited, InstantSource clock, Duration standstill) {
        this.from = from;
        this.to = to;
        this.clock = clock;
        this.inhabited = inhabited;
        this.standstill = standstill;
        for (int n = 0; n < STRIPES; n++) {
            stripes[n] = new Object();
        }
    }

    // What the consumer does meanwhile

    StoreResult store(byte[] id, long expiry, byte[] data) {
        synchronized (stripe(id)) {
            touched.add(new IdKey(id));
            return to.guard().store(id, expiry, data);
        }
    }

    boolean remove(byte[] id) {
        synchronized (stripe(id)) {
            boolean wasOnlyThere = touched.add(new IdKey(id)) && from.guard().find(id) != null;
            return to.guard().remove(id) || wasOnlyThere;
        }
    }

    byte[] retrieve(byte[] id) {
        byte[] data = inhabited && !stopped ? null : to.guard().retrieve(id);
        return data != null || stopped ? data : moveOver(id);
    }

    private byte[] moveOver(byte[] id) {
        IdKey key = new IdKey(id);
        synchronized (stripe(id)) {
            if (touched.contains(key) || carried.contains(key)) {
                return to.guard().retrieve(id);
            }
            Entry old = from.guard().find(id);
            if (old == null) {
                return to.guard().retrieve(id);
            }
            Entry there = inhabited ? to.guard().find(id) : null;
            if (isNewer(there, old)) {
                return there.data();
            }
            if (old.expiry() == Entry.UNKNOWN_EXPIRY) {
                if (there != null && !Arrays.equals(there.data(), old.data())) {
                    drop(there);
                }
            } else if (drained && carry(old)) {
                carried.add(key);
            }
            return old.data();
        }
    }

    private static boolean isNewer(Entry there, Entry old) {
        return there != null
                && there.expiry() != Entry.UNKNOWN_EXPIRY
                && old.expiry() != Entry.UNKNOWN_EXPIRY
                && there.expiry() >= old.expiry();
    }

    /** What cannot be replaced, since nobody knows for how long, shall not be found either when the old instance is gone. */
    private void drop(Entry outdated) {
        to.guard().remove(outdated.id());
    }

    // What the background does

    /** Copies what can be listed, or waits for what is asked; returns when the old instance is not needed any more. */
    void run(Duration patience) {
        if (!from.drain(patience)) {
            LOG.warn("{}: calls are still inside after {} ms; going on without them", from(), patience.toMillis());
        }
        drained = true;
        Listable list = from.listable();
        try {
            if (list != null) {
                list.iterate(this::copy);
            } else {
                ended.await(LAZY.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (Throwable fault) {
            // an InternalError is what a mapping becomes whose file was truncated; and a large entry may find no heap
            LOG.warn("{}: not all entries could be moved to {}: {}", from(), to(), Guard.message(fault));
        }
    }

    private boolean copy(Entry entry) {
        lastStep.set(System.nanoTime());
        while (!copied(entry) && !stopped) {
            if (!targetReturns()) {
                skip(Refusal.UNAVAILABLE.name());
                break;
            }
        }
        return !stopped;
    }

    /** False if the new instance cannot be reached at present. */
    private boolean copied(Entry entry) {
        IdKey key = new IdKey(entry.id());
        synchronized (stripe(entry.id())) {
            if (carried.contains(key)) {
                return true;
            }
            String why = staysBehind(entry, key);
            if (why != null) {
                skip(why);
                return true;
            }
            return carry(entry);
        }
    }

    /** Why an entry is not moved; null if it is. */
    private String staysBehind(Entry entry, IdKey key) {
        if (entry.expiry() <= clock.millis()) {
            return EXPIRED;
        }
        boolean outdated = touched.contains(key)
                || from.guard().isOutdated(entry.id())
                || inhabited && isNewer(to.guard().find(entry.id()), entry);
        return outdated ? OUTDATED : null;
    }

    private void skip(String why) {
        skipped.computeIfAbsent(why, any -> new LongAdder()).increment();
    }

    /**
     * False if the new instance cannot be reached at present; then the entry still has to be carried over, unless the migration
     * was stopped.
     */
    private boolean carry(Entry entry) {
        if (stopped) {
            return false;
        }
        StoreResult result = to.guard().store(entry.id(), entry.expiry(), entry.data());
        if (result.refusal() == Refusal.UNAVAILABLE) {
            return false;
        }
        if (result.stored()) {
            moved.increment();
        } else {
            skip(result.refusal().name());
        }
        return true;
    }

    /** Waits for an instance whose breaker has opened, once for as long as it takes to recover from a moment's trouble. */
    private boolean targetReturns() {
        while (!stopped && to.guard().state() != Breaker.State.CLOSED && patience > 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
            patience -= PAUSE_NANOS;
            lastStep.set(System.nanoTime());
        }
        return !stopped && patience > 0;
    }

    /** Whether the old instance has given nothing for so long that it never may again. */
    boolean hangs() {
        return System.nanoTime() - lastStep.get() > standstill.toNanos();
    }

    /** Ends the wait for an instance that cannot be listed; a copy in progress goes on. */
    void endWaiting() {
        ended.countDown();
    }

    /** Ends the migration where it stands, because one side is going away. */
    void stop() {
        stopped = true;
        ended.countDown();
    }

    /** Ends the migration and drops the entries of both sides; false if one of them could not. */
    boolean clear() {
        stop();
        for (Object stripe : stripes) {
            synchronized (stripe) {
                // what was being carried over has arrived, and is dropped with the rest; nothing more sets out
            }
        }
        boolean cleared = to.clear();
        return from.clear() && cleared;
    }

    /** The old instance is closed; whoever waits may go on. */
    void finished() {
        done.countDown();
    }

    Binding source() {
        return from;
    }

    private Object stripe(byte[] id) {
        int hash = Arrays.hashCode(id);
        return stripes[(hash ^ hash >>> 16) & STRIPES - 1];
    }

    // Switch

    @Override
    public CacheSpecification from() {
        return from.specification();
    }

    @Override
    public CacheSpecification to() {
        return to.specification();
    }

    @Override
    public long moved() {
        return moved.sum();
    }

    @Override
    public long skipped() {
        return skipped.values().stream().mapToLong(LongAdder::sum).sum();
    }

    @Override
    public Map<String, Long> skippedByReason() {
        Map<String, Long> byReason = new TreeMap<>();
        skipped.forEach((reason, count) -> byReason.put(reason, count.sum()));
        return byReason;
    }

    @Override
    public boolean isDone() {
        return done.getCount() == 0;
    }

    @Override
    public boolean await(Duration limit) throws InterruptedException {
        return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
