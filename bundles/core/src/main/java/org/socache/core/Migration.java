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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheSpecification;
import org.socache.api.Entry;
import org.socache.api.EntryVisitor;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.admin.Switch;
import org.socache.api.spi.Listable;

/**
 * Moves entries from one binding to the next while calls go on.
 *
 * <p>The newest value must win: a store or remove by the consumer since the switch beats whatever the old instance holds.
 * Each such id is noted as touched before the new instance is written, and every write to the new one, the consumer's and
 * the copier's, happens under the lock of its id; so a copied value never lands on a newer one, and a removed entry never
 * comes back. Until the last caller has left the old instance, values found there are served but not moved, since that
 * caller may be about to overwrite them.
 *
 * <p>What the old instance holds under an id whose last change did not reach it is out of date, and is not moved.
 *
 * <p>A new instance that fails for too long while entries are copied, or whose provider leaves, is left again, see {@link #turnBack}.
 *
 * <p>A new instance that others share is not emptied beforehand, and may hold what this cache left there long ago, or what
 * another node has just stored. Of two entries the one that expires later is then the newer one; where the server does not
 * tell, the one that the consumer could read until now.
 */
final class Migration implements Switch {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    /** How long an old instance that cannot be listed (memcached, distcache) is asked for entries that are missed. */
    static final Duration LAZY = Duration.ofSeconds(60);

    /** How long copying waits at a stretch for a new instance that fails: twice what a recovery may take. */
    private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How often an entry is tried that the new instance fails at, though it recovers from that: three faults open a breaker. */
    private static final int TRIES = 4;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Why an entry was left behind, beside the {@link Refusal refusals} of the new instance. */
    private static final String EXPIRED = "EXPIRED";

    private static final String OUTDATED = "OUTDATED";

    private static final String TOO_MANY_CHANGES = "TOO_MANY_CHANGES";

    /** Bytes that the ids may take which are noted here; past that nobody knows what is current in the old instance. */
    private static final long MOST_NOTED = 64L << 20;

    /** What an id in a set takes beside its own bytes, roughly. */
    private static final int ENTRY_BYTES = 96;

    private final Binding from;
    private final Binding to;
    private final InstantSource clock;
    private final boolean inhabited;
    /** What had been taken back from the old instance before it was listed. */
    private final long takenBack;

    private final Set<IdKey> touched = ConcurrentHashMap.newKeySet();
    private final Set<IdKey> carried = ConcurrentHashMap.newKeySet();
    private final IdLocks locks = new IdLocks();
    private final AtomicLong noted = new AtomicLong();
    private final LongAdder moved = new LongAdder();
    private final Map<String, LongAdder> skipped = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Supplier<Duration> callLimit;
    /** How long copying may stand still until the old instance counts as hung. */
    private final Duration standstill;

    private final AtomicLong lastStep = new AtomicLong(System.nanoTime());
    private long patience;
    private volatile boolean drained;
    private volatile boolean stopped;
    private volatile boolean turnedBack;
    private volatile boolean full;
    private volatile String failure = "";
    private volatile String problem = "";
    private final AtomicReference<End> end = new AtomicReference<>();
    private final long start = System.nanoTime();

    /** What becomes of a switch. */
    enum End {
        /** Calls go on going to the new instance; what the old one still has is left behind. */
        STAY,
        TURN_BACK
    }

    /** @param inhabited whether the new instance may hold entries already */
    Migration(Binding from, Binding to, boolean inhabited, CacheEnvironment environment) {
        this.from = from;
        this.to = to;
        this.clock = environment.clock();
        this.callLimit = environment.callLimit();
        this.inhabited = inhabited;
        this.takenBack = from.guard().unsettled().takenBack();
        this.standstill = environment.patience();
        this.patience = recovery();
    }

    // What the consumer does meanwhile

    StoreResult store(byte[] id, long expiry, byte[] data) {
        touch(id);
        return locks.alone(
                id,
                callLimit.get(),
                () -> (turnedBack ? from : to).guard().store(id, expiry, data),
                () -> to.guard().notReached(id));
    }

    boolean remove(byte[] id) {
        boolean first = touch(id);
        return locks.alone(id, callLimit.get(), () -> remove(id, first), () -> {
            to.guard().notReached(id);
            return false;
        });
    }

    /** Notes that the old value of this id counts no more; true if it did until now. */
    private boolean touch(byte[] id) {
        return !full && note(touched, new IdKey(id));
    }

    private boolean note(Set<IdKey> ids, IdKey key) {
        boolean added = ids.add(key);
        if (added && noted.addAndGet(key.id().length + ENTRY_BYTES) > MOST_NOTED) {
            full = true;
        }
        return added;
    }

    private boolean remove(byte[] id, boolean first) {
        if (turnedBack) {
            return from.guard().remove(id);
        }
        boolean wasOnlyThere = first && from.guard().find(id) != null;
        return to.guard().remove(id) || wasOnlyThere;
    }

    byte[] retrieve(byte[] id) {
        if (turnedBack) {
            return full || touched.contains(new IdKey(id)) ? null : from.guard().retrieve(id);
        }
        byte[] data = inhabited && !stopped ? null : to.guard().retrieve(id);
        return data != null || stopped
                ? data
                : locks.alone(id, callLimit.get(), () -> moveOver(id, new IdKey(id)), () -> null);
    }

    private byte[] moveOver(byte[] id, IdKey key) {
        if (full || touched.contains(key) || carried.contains(key)) {
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
            dropUnlessSame(there, old);
        } else if (drained && carry(old)) {
            note(carried, key);
        }
        return old.data();
    }

    private static boolean isNewer(Entry there, Entry old) {
        return there != null
                && there.expiry() != Entry.UNKNOWN_EXPIRY
                && old.expiry() != Entry.UNKNOWN_EXPIRY
                && there.expiry() >= old.expiry();
    }

    /** What cannot be replaced, since nobody knows for how long, shall not be found either when the old instance is gone. */
    private void dropUnlessSame(Entry there, Entry old) {
        if (there != null && !Arrays.equals(there.data(), old.data())) {
            to.guard().remove(there.id());
        }
    }

    /**
     * Shows what is still to be moved, and then what has been: an entry that moves meanwhile may be shown twice, but none is left
     * out. False if one side cannot list its entries.
     */
    boolean iterate(EntryVisitor visitor) {
        AtomicBoolean enough = new AtomicBoolean();
        boolean listed = from.iterate(entry -> {
            boolean current = !full && !touched.contains(new IdKey(entry.id()));
            enough.set(current && !visitor.visit(entry));
            return !enough.get();
        });
        // what could not be listed because it is closed has been moved
        return enough.get() || to.iterate(visitor) && (listed || stopped);
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
        for (int tries = 1; !copied(entry) && !stopped; tries++) {
            String why = to.guard().reason();
            if (!targetReturns()) {
                failure = stopped ? "" : to() + " failed for too long: " + why;
                return false;
            }
            if (tries == TRIES) {
                skip(Refusal.UNAVAILABLE.name());
                break;
            }
        }
        return !stopped;
    }

    /** False if the new instance cannot be reached at present. */
    private boolean copied(Entry entry) {
        return locks.alone(entry.id(), standstill, () -> copiedAlone(entry), () -> false);
    }

    private boolean copiedAlone(Entry entry) {
        IdKey key = new IdKey(entry.id());
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

    /** Why an entry is not moved; null if it is. */
    private String staysBehind(Entry entry, IdKey key) {
        if (entry.expiry() <= clock.millis()) {
            return EXPIRED;
        }
        if (full) {
            return TOO_MANY_CHANGES;
        }
        boolean outdated = touched.contains(key)
                || from.guard().isOutdated(entry.id())
                || isTakenBack(entry)
                || inhabited && isNewer(to.guard().find(entry.id()), entry);
        return outdated ? OUTDATED : null;
    }

    /** Whether an entry that was listed has gone since, as one that was out of date: what is listed is a moment old. */
    private boolean isTakenBack(Entry entry) {
        if (from.guard().unsettled().takenBack() == takenBack) {
            return false;
        }
        Entry now = from.guard().find(entry.id());
        return now == null || !Arrays.equals(now.data(), entry.data());
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
        IdKey key = new IdKey(entry.id());
        BooleanSupplier current = () -> !stopped && !full && !touched.contains(key);
        StoreResult result = to.guard().storeCopy(entry, current);
        if (result.refusal() == Refusal.UNAVAILABLE) {
            return false;
        }
        if (!current.getAsBoolean()) {
            // somebody has given up waiting, and may have stored a newer one, or has failed to
            to.guard().remove(entry.id());
            skip(OUTDATED);
            return true;
        }
        if (result.stored()) {
            moved.increment();
            patience = recovery();
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
        return standsStillFor(standstill);
    }

    boolean standsStillFor(Duration time) {
        return System.nanoTime() - lastStep.get() > time.toNanos();
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

    /**
     * As {@link #stop}, and waits for what is being carried over: when calls go past this migration, nothing of it may land on
     * what they store.
     */
    void stopCarrying(Duration limit) {
        stop();
        if (!locks.await(limit)) {
            LOG.warn("{}: calls are still inside after {} ms; going on without them", to(), limit.toMillis());
        }
    }

    private long recovery() {
        return Math.min(RECOVERY_NANOS, standstill.toNanos());
    }

    /** Decides how this ends, unless that was decided before: it cannot be turned back when the old instance is being left. */
    End decide(End wanted) {
        return end.compareAndSet(null, wanted) ? wanted : end.get();
    }

    /**
     * Makes the old instance the current one again. What was stored or removed since the switch is out of date there, and is not
     * found until it is stored again; whoever is still on this route is sent there too.
     *
     * @return false if it was decided before how this ends
     */
    boolean turnBack(String why) {
        if (!end.compareAndSet(null, End.TURN_BACK)) {
            return false;
        }
        stop();
        problem = why;
        // a writer notes its id before it looks where to go, so none of those who still went to the new one is missed
        turnedBack = true;
        noteOutdated(from.guard().unsettled());
        return true;
    }

    private void noteOutdated(Unsettled unsettled) {
        try {
            touched.forEach(key -> unsettled.add(key.id()));
        } catch (OutOfMemoryError noHeap) {
            full = true;
        }
        if (full) {
            unsettled.overflow();
        }
    }

    /** Why copying was given up, since the new instance fails; empty if it was not. */
    String failure() {
        return failure;
    }

    @Override
    public String problem() {
        return problem;
    }

    Duration took() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Ends the migration and drops the entries of both sides; false if one of them could not. */
    boolean clear() {
        stop();
        // what was being carried over has arrived, and is dropped with the rest; nothing more sets out
        boolean arrived = locks.await(standstill);
        boolean cleared = to.clear();
        return from.clear() && cleared && arrived;
    }

    /** The old instance is closed; whoever waits may go on. */
    void finished() {
        done.countDown();
    }

    Binding source() {
        return from;
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
