// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheSpecification;
import org.socache.api.Entry;
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
 * <p>A new instance that others share is not emptied beforehand, and may hold what this cache left there long ago, or what
 * another node has just stored. Of two entries the one that expires later is then the newer one; where the server does not
 * tell, the one that the consumer could read until now.
 */
final class Migration implements Switch {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    /** How long an old instance that cannot be listed (memcached, distcache) is asked for entries that are missed. */
    static final Duration LAZY = Duration.ofSeconds(60);

    private static final int STRIPES = 256;

    private final Binding from;
    private final Binding to;
    private final InstantSource clock;
    private final boolean inhabited;
    private final Set<IdKey> touched = ConcurrentHashMap.newKeySet();
    private final Set<IdKey> carried = ConcurrentHashMap.newKeySet();
    private final Object[] stripes = new Object[STRIPES];
    private final LongAdder moved = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean drained;
    private volatile boolean stopped;

    Migration(Binding from, Binding to, InstantSource clock) {
        this.from = from;
        this.to = to;
        this.clock = clock;
        this.inhabited = !to.isPrivate();
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
            if (drained && old.expiry() != Entry.UNKNOWN_EXPIRY) {
                carried.add(key);
                count(to.guard().store(id, old.expiry(), old.data()));
            }
            return old.data();
        }
    }

    private static boolean isNewer(Entry there, Entry old) {
        return there != null && there.expiry() != Entry.UNKNOWN_EXPIRY && there.expiry() >= old.expiry();
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
        } catch (RuntimeException | LinkageError fault) {
            LOG.warn("{}: not all entries could be moved to {}: {}", from(), to(), Guard.message(fault));
        }
    }

    private boolean copy(Entry entry) {
        IdKey key = new IdKey(entry.id());
        synchronized (stripe(entry.id())) {
            boolean alive = entry.expiry() > clock.millis();
            if (!alive || touched.contains(key)) {
                skipped.increment();
            } else if (!carried.contains(key)) {
                copyUnlessNewer(entry);
            }
        }
        return !stopped;
    }

    private void copyUnlessNewer(Entry entry) {
        if (inhabited && isNewer(to.guard().find(entry.id()), entry)) {
            skipped.increment();
        } else {
            count(to.guard().store(entry.id(), entry.expiry(), entry.data()));
        }
    }

    private void count(StoreResult result) {
        (result.stored() ? moved : skipped).increment();
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

    /** The old instance is closed; whoever waits may go on. */
    void finished() {
        done.countDown();
    }

    Binding source() {
        return from;
    }

    private Object stripe(byte[] id) {
        int hash = java.util.Arrays.hashCode(id);
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
        return skipped.sum();
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
