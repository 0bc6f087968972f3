// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.socache.http.engine.record.CacheKey;

/**
 * Requests that are fetching a resource right now (CacheLock). The first to come leads; those after it wait until it is known
 * whether there is something to share. Other than httpd's lock files they live in memory: a lock cannot outlive its process.
 */
final class Flights {

    private final Map<CacheKey, Flight> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** How many requests wait at this moment. */
    int waiting() {
        return waiting.get();
    }

    /** Takes the lead for a resource; null if another request has it. */
    Flight lead(CacheKey key) {
        Flight mine = new Flight(key);
        return underWay.putIfAbsent(key, mine) == null ? mine : null;
    }

    /** The flight of the request in the lead, or null if it has landed meanwhile. */
    Flight underWay(CacheKey key) {
        return underWay.get(key);
    }

    /** One fetch, led by one request. */
    final class Flight {

        private final CacheKey key;
        private final CountDownLatch landed = new CountDownLatch(1);
        private final AtomicReference<Runnable> onLanding = new AtomicReference<>();
        private volatile long start = System.nanoTime();
        private volatile boolean inVain;

        private Flight(CacheKey key) {
            this.key = key;
        }

        /** Makes those who wait patient as if it began now: until now its leader was waiting itself. */
        void beginNow() {
            start = System.nanoTime();
        }

        /** Makes those who wait patient until its leader, who waits himself, has done so. */
        void beginAfter(Duration wait) {
            start = System.nanoTime() + wait.toNanos();
        }

        /** Has something done when it lands, before anybody may follow. */
        void onLanding(Runnable action) {
            onLanding.set(action);
        }

        /** Where its leader goes in the middle, which tells nothing about what there is to share; to be called before it lands. */
        void wasInVain() {
            inVain = landed.getCount() > 0;
        }

        /** Whether one of those who waited should fly once more, and the others wait for that. */
        boolean isToBeRepeated() {
            return inVain;
        }

        /** Releases all who wait: the response is stored, or it is known that there is nothing to share. */
        void land() {
            Runnable action = onLanding.getAndSet(null);
            try {
                if (action != null) {
                    action.run();
                }
            } finally {
                // last: what this flight gives up must not be what its successor has just taken
                underWay.remove(key, this);
                landed.countDown();
            }
        }

        /**
         * Waits for it to land.
         *
         * @param maximumNanos its greatest age; one that is older is given up, so that its successor leads
         * @return false if it did not land in time
         */
        boolean await(long maximumNanos) throws InterruptedException {
            waiting.incrementAndGet();
            try {
                long left = start + maximumNanos - System.nanoTime();
                while (left > 0 && !landed.await(left, TimeUnit.NANOSECONDS)) {
                    left = start + maximumNanos - System.nanoTime();
                }
                boolean inTime = landed.getCount() == 0;
                if (!inTime) {
                    underWay.remove(key, this);
                }
                return inTime;
            } finally {
                waiting.decrementAndGet();
            }
        }
    }
}
