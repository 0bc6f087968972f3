// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.socache.api.CacheCounters;
import org.socache.api.CacheStatus;

/**
 * Sums of what the subcaches say, in the words of httpd's mod_status. Entries whose time has come count until somebody
 * finds them or they scroll off, as there.
 */
final class SegmentStatus {

    private static final long MILLIS_PER_SECOND = 1000;
    private static final int PERCENT = 100;

    private final Map<String, Long> details = new TreeMap<>();
    private final SegmentHeader header;
    private long entries;
    private long slots;
    private long usedUnits;
    private long ringUnits;
    private long stores;
    private long replaced;
    private long expired;
    private long scrolled;
    private long oldest;
    private long oldestSum;
    private long oldestLeast = Long.MAX_VALUE;
    private long oldestMost;

    SegmentStatus(SegmentHeader header) {
        this.header = header;
    }

    /** Adds the writers' counters of a subcache. */
    void counters(Memory subcache) {
        stores += subcache.getOpaque(SubcacheLayout.STORES);
        replaced += subcache.getOpaque(SubcacheLayout.REPLACED);
        expired += subcache.getOpaque(SubcacheLayout.EXPIRED);
        scrolled += subcache.getOpaque(SubcacheLayout.SCROLLED);
        detail("CacheKeptCount", subcache.getOpaque(SubcacheLayout.KEPT));
        detail("CacheIndexFullCount", subcache.getOpaque(SubcacheLayout.CROWDED));
        detail("CacheTakeoverCount", subcache.getOpaque(SubcacheLayout.TAKEOVERS));
        detail("CacheRepairCount", subcache.getOpaque(SubcacheLayout.REPAIRS));
    }

    void ring(int used, int all) {
        usedUnits += used;
        ringUnits += all;
    }

    void entry() {
        entries++;
    }

    void slots(int all) {
        slots += all;
    }

    /** Adds the time left, in milliseconds, to the oldest entry of a subcache. */
    void oldest(long timeLeft) {
        long seconds = Math.max(0, timeLeft / MILLIS_PER_SECOND);
        oldest++;
        oldestSum = oldestSum > Long.MAX_VALUE - seconds ? Long.MAX_VALUE : oldestSum + seconds;
        oldestLeast = Math.min(oldestLeast, seconds);
        oldestMost = Math.max(oldestMost, seconds);
    }

    void detail(String name, long value) {
        details.merge(name, value, Long::sum);
    }

    CacheStatus toCacheStatus(Memory calls) {
        CacheCounters counters = new CacheCounters(
                stores,
                replaced,
                expired + CallCounters.sum(calls, CallCounters.EXPIRED),
                scrolled,
                CallCounters.sum(calls, CallCounters.RETRIEVE_HITS),
                CallCounters.sum(calls, CallCounters.RETRIEVE_MISSES),
                CallCounters.sum(calls, CallCounters.REMOVE_HITS),
                CallCounters.sum(calls, CallCounters.REMOVE_MISSES));
        detail("CacheDamagedCount", CallCounters.sum(calls, CallCounters.DAMAGED));
        detail("CacheMovedCount", CallCounters.sum(calls, CallCounters.MOVED));
        detail("CacheBusyCount", CallCounters.sum(calls, CallCounters.BUSY));
        addHttpdsWords(counters);
        return new CacheStatus(
                entries, usedUnits * EntryLayout.UNIT, ringUnits * EntryLayout.UNIT, counters, List.of(), details);
    }

    private void addHttpdsWords(CacheCounters counters) {
        Geometry geometry = header.geometry();
        detail("CacheSharedMemory", header.fileSize());
        detail("CacheCurrentEntries", entries);
        detail("CacheSubcaches", geometry.subcaches());
        detail("CacheIndexesPerSubcaches", (long) geometry.buckets() * BucketLayout.SLOTS);
        if (oldest > 0) {
            detail("CacheTimeLeftOldestAvg", oldestSum / oldest);
            detail("CacheTimeLeftOldestMin", oldestLeast);
            detail("CacheTimeLeftOldestMax", oldestMost);
        }
        detail("CacheIndexUsage", entries * PERCENT / slots);
        detail("CacheUsage", usedUnits * PERCENT / ringUnits);
        detail("CacheStoreCount", counters.stores());
        detail("CacheReplaceCount", counters.replaced());
        detail("CacheExpireCount", counters.expired());
        detail("CacheDiscardCount", counters.scrolled());
        detail("CacheRetrieveHitCount", counters.retrieveHits());
        detail("CacheRetrieveMissCount", counters.retrieveMisses());
        detail("CacheRemoveHitCount", counters.removeHits());
        detail("CacheRemoveMissCount", counters.removeMisses());
    }
}
