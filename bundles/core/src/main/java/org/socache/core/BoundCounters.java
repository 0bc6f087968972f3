// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.HashSet;
import java.util.Set;

import org.socache.api.admin.CacheStatistics;

/** The statistics of one cache, with what the providers count themselves as long as they are bound, or being left. */
final class BoundCounters {

    private final Statistics statistics;

    /** Guards itself, and that counters move over at once. */
    private final Set<Binding> bound = new HashSet<>();

    /** @param statistics takes over what a provider has counted that is left */
    BoundCounters(Statistics statistics) {
        this.statistics = statistics;
    }

    void add(Binding binding) {
        synchronized (bound) {
            bound.add(binding);
        }
    }

    void takeOver(Binding binding) {
        synchronized (bound) {
            if (bound.remove(binding)) {
                statistics.add(binding.countedHere());
            }
        }
    }

    CacheStatistics snapshot() {
        synchronized (bound) {
            return statistics.snapshot(bound.stream().map(Binding::countedHere).toList());
        }
    }

    void reset() {
        synchronized (bound) {
            bound.forEach(Binding::resetCounters);
            statistics.reset();
        }
    }
}
