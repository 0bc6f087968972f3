// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

import org.socache.api.SharedCache;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Lease;

/**
 * The flights of all nodes that share a cache (CacheLock between nodes): who leads on its node takes a {@link Lease} in the
 * cache before it asks the origin, and who finds one of another node waits until that is gone. The lease of a node that has
 * died expires by itself. Where the cache is this process's own there are none.
 *
 * <p>A shared cache has no operation that stores only what is not there. Two nodes that miss within the time of one round trip to
 * it may both see no lease; each reads back what it stored, and who finds the other's waits. Between the two round trips of
 * both, both may lead: then the origin is asked twice, which is what happened before for every node.
 */
final class Leases {

    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    /** Long enough not to disturb a server, short beside what a page takes that is worth waiting for. */
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(80).toNanos();

    private final SharedCache cache;
    private final InstantSource clock;
    private final Lease mine = new Lease(new SplittableRandom().nextLong());

    Leases(SharedCache cache, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /**
     * Takes the lease of a resource, until the flight lands or is too old.
     *
     * @return false if another node has it
     */
    boolean take(CacheKey key, Flights.Flight flight, Duration maxAge) {
        if (!cache.shared()) {
            return true;
        }
        byte[] id = key.lease().bytes();
        if (isHeldByOther(id)) {
            return false;
        }
        boolean stored = cache.store(id, clock.millis() + maxAge.toMillis(), mine.encode())
                .stored();
        if (stored && isHeldByOther(id)) {
            return false;
        }
        if (stored) {
            flight.onLanding(() -> release(id));
        }
        return true;
    }

    private boolean isHeldByOther(byte[] id) {
        Lease lease = Lease.decode(cache.retrieve(id));
        return lease != null && !lease.equals(mine);
    }

    /** One that took longer than its lease may find another's in its place. */
    private void release(byte[] id) {
        if (!isHeldByOther(id)) {
            cache.remove(id);
        }
    }

    /**
     * Waits until no other node has the lease of a resource.
     *
     * @return false if one still has it after so long, or the thread was interrupted
     */
    boolean await(CacheKey key, Duration maxAge) {
        byte[] id = key.lease().bytes();
        long start = System.nanoTime();
        long pause = FIRST_PAUSE_NANOS;
        while (isHeldByOther(id)) {
            LockSupport.parkNanos(this, pause);
            if (System.nanoTime() - start > maxAge.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        return true;
    }
}
