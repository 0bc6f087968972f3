// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.socache.api.CacheCounters;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.Refusal;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.CacheStatistics.Latency;
import org.socache.tck.FixedCache;

import static org.assertj.core.api.Assertions.assertThat;

class TopCommandTest {

    private static final Latency NONE = new Latency(0, 0, 0, 0, 0, 0, 0);

    private static final FixedCache CACHE = new FixedCache(
            "http", "cache-socache", new CacheSpecification("redis", "127.0.0.1"), CacheState.BOUND, "", null, null);

    private static final CacheStatus STATUS = new CacheStatus(-1, 100, -1, CacheCounters.ZERO, List.of(), Map.of());

    /** After so many hits and misses, and as many stores as both. */
    private static CacheStatistics after(long hits, long misses) {
        return new CacheStatistics(
                new CacheCounters(hits + misses, 0, 0, 0, hits, misses, 0, 0),
                Map.of(Refusal.BUSY, misses),
                0,
                new Latency(hits + misses, 0, 1, 2, 3.5, 4, 5),
                NONE,
                NONE);
    }

    @Test
    void look_forPrograms_isNumbers_perSecondOfTheInterval() {
        Map<String, Object> fields = new TopCommand().fields(CACHE, STATUS, after(10, 10), after(40, 20));

        assertThat(fields)
                .containsEntry("cache", "http")
                .containsEntry("provider", "redis:127.0.0.1")
                .containsEntry("state", "BOUND")
                .containsEntry("entries", -1L)
                .containsEntry("bytesUsed", 100L)
                .containsEntry("bytesCapacity", -1L)
                .containsEntry("lookupsPerSecond", 20L)
                .containsEntry("hitRatio", 0.75)
                .containsEntry("storesPerSecond", 20L)
                .containsEntry("refusedPerSecond", 5L)
                .containsEntry("errorsPerSecond", 0L)
                .containsEntry("p99Micros", 3.5);
    }

    @Test
    void counters_thatWereResetInBetween_beginAtZero() {
        Map<String, Object> fields = new TopCommand().fields(CACHE, STATUS, after(1_000, 0), after(4, 0));

        assertThat(fields).containsEntry("lookupsPerSecond", 2L).containsEntry("hitRatio", 1.0);
    }

    @Test
    void hitRatio_withoutLookups_isZero() {
        assertThat(new TopCommand().fields(CACHE, STATUS, after(3, 4), after(3, 4)))
                .containsEntry("hitRatio", 0.0);
    }
}
