// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.socache.api.CacheCounters;

/** httpd's counters, since the cache was opened. */
final class Counters {

    private final LongAdder stores = new LongAdder();
    private final LongAdder replaced = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder scrolled = new LongAdder();
    private final LongAdder retrieveHits = new LongAdder();
    private final LongAdder retrieveMisses = new LongAdder();
    private final LongAdder removeHits = new LongAdder();
    private final LongAdder removeMisses = new LongAdder();
    private final AtomicLong damaged = new AtomicLong();

    void stored(boolean replacement) {
        stores.increment();
        if (replacement) {
            replaced.increment();
        }
    }

    void expired() {
        expired.increment();
    }

    void scrolled() {
        scrolled.increment();
    }

    void retrieved(boolean hit) {
        (hit ? retrieveHits : retrieveMisses).increment();
    }

    void removed(boolean hit) {
        (hit ? removeHits : removeMisses).increment();
    }

    /** True for the first one. */
    boolean damaged() {
        return damaged.getAndIncrement() == 0;
    }

    long damagedRecords() {
        return damaged.get();
    }

    CacheCounters snapshot() {
        return new CacheCounters(
                stores.sum(),
                replaced.sum(),
                expired.sum(),
                scrolled.sum(),
                retrieveHits.sum(),
                retrieveMisses.sum(),
                removeHits.sum(),
                removeMisses.sum());
    }
}
