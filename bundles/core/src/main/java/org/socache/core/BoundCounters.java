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
        binding.status();
        synchronized (bound) {
            if (bound.remove(binding)) {
                statistics.add(binding.counted());
            }
        }
    }

    CacheStatistics snapshot() {
        askAll();
        synchronized (bound) {
            return statistics.snapshot(bound.stream().map(Binding::counted).toList());
        }
    }

    void reset() {
        askAll();
        synchronized (bound) {
            bound.forEach(Binding::resetCounters);
            statistics.reset();
        }
    }

    /** Without the lock: a provider may take seconds to answer, and a switch or a bundle that stops would wait for it. */
    private void askAll() {
        List<Binding> all;
        synchronized (bound) {
            all = List.copyOf(bound);
        }
        all.forEach(Binding::status);
    }
}
