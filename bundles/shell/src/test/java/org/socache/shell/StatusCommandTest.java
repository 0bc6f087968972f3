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
import org.socache.api.admin.CacheMetric;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.CacheStatistics.Latency;
import org.socache.tck.FixedCache;

import static org.assertj.core.api.Assertions.assertThat;

class StatusCommandTest {

    private static final Latency NONE = new Latency(0, 0, 0, 0, 0, 0, 0);

    private final FixedCache cache = new FixedCache(
            "http",
            "cache-socache",
            new CacheSpecification("dbm", "data/http.db"),
            CacheState.BOUND,
            "",
            new CacheStatus(10, -1, -1, new CacheCounters(1, 2, 3, 4, 5, 6, 7, 8), List.of(), Map.of("CacheDbm", 3L)),
            new CacheStatistics(
                    new CacheCounters(1, 2, 3, 4, 5, 6, 7, 8), Map.of(Refusal.BUSY, 9L), 0, NONE, NONE, NONE));

    @Test
    void numbers_forPrograms_areNumbersUnderTheNamesOfTheMetrics() {
        Map<String, Object> numbers = StatusCommand.numbers(cache);

        for (CacheMetric metric : CacheMetric.values()) {
            assertThat(numbers.get(metric.metricName())).as(metric.metricName()).isInstanceOf(Long.class);
        }
        assertThat(numbers)
                .containsEntry("socache_entries", 10L)
                .containsEntry("socache_used_bytes", -1L)
                .containsEntry("refusedByReason", Map.of("BUSY", 9L))
                .containsEntry("details", Map.of("CacheDbm", 3L));
    }
}
