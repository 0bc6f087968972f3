// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

import org.socache.api.CacheCounters;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.admin.CacheStatistics;

/** The counters and latencies of one cache, kept over all the providers it has had. */
final class Statistics {

    private final LongAdder stores = new LongAdder();
    private final LongAdder replaced = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder scrolled = new LongAdder();
    private final LongAdder retrieveHits = new LongAdder();
    private final LongAdder retrieveMisses = new LongAdder();
    private final LongAdder removeHits = new LongAdder();
    private final LongAdder removeMisses = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
    private final Latencies retrieveTimes = new Latencies();
    private final Latencies storeTimes = new Latencies();
    private final Latencies removeTimes = new Latencies();

    Statistics() {
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, new LongAdder());
        }
    }

    void retrieved(boolean hit, long nanos) {
        (hit ? retrieveHits : retrieveMisses).increment();
        retrieveTimes.record(nanos);
    }

    void stored(StoreResult result, long nanos) {
        if (result.stored()) {
            stores.increment();
        } else {
            refused.get(result.refusal()).increment();
        }
        if (result.replaced()) {
            replaced.increment();
        }
        storeTimes.record(nanos);
    }

    void removed(boolean hit, long nanos) {
        (hit ? removeHits : removeMisses).increment();
        removeTimes.record(nanos);
    }

    void failed() {
        errors.increment();
    }

    /** Takes over what a provider that is being left has counted. */
    void add(CacheCounters counted) {
        expired.add(counted.expired());
        scrolled.add(counted.scrolled());
    }

    /** All of it, with what the bound providers have counted so far. */
    CacheStatistics snapshot(List<CacheCounters> bound) {
        CacheCounters counters = new CacheCounters(
                stores.sum(),
                replaced.sum(),
                expired.sum() + bound.stream().mapToLong(CacheCounters::expired).sum(),
                scrolled.sum()
                        + bound.stream().mapToLong(CacheCounters::scrolled).sum(),
                retrieveHits.sum(),
                retrieveMisses.sum(),
                removeHits.sum(),
                removeMisses.sum());
        Map<Refusal, Long> byReason = refused.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
        return new CacheStatistics(
                counters, byReason, errors.sum(), retrieveTimes.view(), storeTimes.view(), removeTimes.view());
    }

    void reset() {
        for (LongAdder adder : new LongAdder[] {
            stores, replaced, expired, scrolled, retrieveHits, retrieveMisses, removeHits, removeMisses, errors
        }) {
            adder.reset();
        }
        refused.values().forEach(LongAdder::reset);
        retrieveTimes.reset();
        storeTimes.reset();
        removeTimes.reset();
    }
}
