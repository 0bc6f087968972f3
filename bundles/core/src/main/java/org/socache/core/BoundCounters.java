// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.socache.api.admin.CacheStatistics;

/** The statistics of one cache, with what the providers count themselves as long as they are bound, or being left. */
final class BoundCounters {

    private final Statistics statistics;

    /** Guards itself, and that counters move over at once. No provider is called under this lock. */
    private final Set<Meter> bound = new HashSet<>();

    /** @param statistics takes over what a provider has counted that is left */
    BoundCounters(Statistics statistics) {
        this.statistics = statistics;
    }

    /** To be added before it counts for callers: whoever leaves it may come right after. */
    void add(Meter meter) {
        synchronized (bound) {
            bound.add(meter);
        }
    }

    void takeOver(Meter meter) {
        meter.status();
        synchronized (bound) {
            if (bound.remove(meter)) {
                statistics.add(meter.counted());
            }
        }
    }

    CacheStatistics snapshot() {
        askAll();
        synchronized (bound) {
            return statistics.snapshot(bound.stream().map(Meter::counted).toList());
        }
    }

    void reset() {
        askAll();
        synchronized (bound) {
            bound.forEach(Meter::reset);
            statistics.reset();
        }
    }

    /** Without the lock: a provider may take seconds to answer, and a switch or a bundle that stops would wait for it. */
    private void askAll() {
        List<Meter> all;
        synchronized (bound) {
            all = List.copyOf(bound);
        }
        all.forEach(Meter::status);
    }
}
