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
import org.socache.api.ServerStatus;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.CacheStatistics.Latency;
import org.socache.api.admin.ManagedCache;
import org.socache.shell.Finding.Verdict;
import org.socache.tck.FixedCache;

import static org.assertj.core.api.Assertions.assertThat;

/** Each fault is planted in a healthy cache, and must be the only thing found. */
class CacheExaminationTest {

    private static final CacheCounters WELL = new CacheCounters(2_000, 10, 10, 10, 9_000, 1_000, 0, 0);
    private static final Latency FAST = new Latency(10_000, 110_000, 10, 20, 30, 40, 50);
    private static final CacheStatus HALF_FULL = new CacheStatus(10, 50, 100, WELL, List.of(), Map.of());

    @Test
    void of_healthyCache_isOk() {
        assertThat(CacheExamination.of(cache(CacheState.BOUND, HALF_FULL, statistics(WELL, 0, FAST))))
                .containsExactly(Finding.ok("cache http", "BOUND on redis:127.0.0.1:6379"));
    }

    @Test
    void of_unboundCache_saysWhatToInstall() {
        assertThat(only(cache(CacheState.UNBOUND, HALF_FULL, statistics(WELL, 0, FAST))))
                .satisfies(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
                    assertThat(finding.advice())
                            .contains("feature:list | grep socache-provider-", "socache:switch http");
                });
    }

    @Test
    void of_degradedCache_tellsTheReason() {
        assertThat(only(cache(CacheState.DEGRADED, HALF_FULL, statistics(WELL, 0, FAST)))
                        .text())
                .contains("DEGRADED", "the reason");
    }

    @Test
    void of_serverDown_namesIt() {
        ServerStatus down = new ServerStatus("127.0.0.1:6379", false, -1, "refused");

        assertThat(only(cache(
                                CacheState.BOUND,
                                new CacheStatus(1, 1, 1, WELL, List.of(down), Map.of()),
                                statistics(WELL, 0, FAST)))
                        .text())
                .isEqualTo("server 127.0.0.1:6379 is down: refused");
    }

    @Test
    void of_muchScrolledOut_saysTooSmall() {
        CacheCounters crowded = new CacheCounters(2_000, 0, 0, 1_000, 9_000, 1_000, 0, 0);

        assertThat(only(cache(CacheState.BOUND, HALF_FULL, statistics(crowded, 0, FAST))))
                .satisfies(finding -> {
                    assertThat(finding.text()).startsWith("50 % of 2000 entries");
                    assertThat(finding.advice()).contains("100 B", "socache:switch http");
                });
    }

    @Test
    void of_manyRefused_namesTheReasonAndTheDirective() {
        assertThat(only(cache(CacheState.BOUND, HALF_FULL, statistics(WELL, 2_000, FAST))))
                .satisfies(finding -> {
                    assertThat(finding.text()).isEqualTo("50 % of 4000 stores were refused, most for ENTRY_TOO_LARGE");
                    assertThat(finding.advice()).contains("CacheSocacheMaxSize");
                });
    }

    @Test
    void of_fewHits_saysHowToAskWhy() {
        CacheCounters cold = new CacheCounters(2_000, 0, 0, 0, 100, 9_900, 0, 0);

        assertThat(only(cache(CacheState.BOUND, HALF_FULL, statistics(cold, 0, FAST)))
                        .advice())
                .contains("socache:trace --outcome MISS");
    }

    @Test
    void of_slowCache_saysHowSlow() {
        Latency slow = new Latency(10_000, 9_000_000, 10, 20, 80_000, 90_000, 100_000);

        assertThat(only(cache(CacheState.BOUND, HALF_FULL, statistics(WELL, 0, slow)))
                        .text())
                .contains("80 ms");
    }

    @Test
    void of_newCache_isNotJudgedByItsFirstLookups() {
        CacheCounters few = new CacheCounters(10, 0, 0, 10, 0, 10, 0, 0);

        assertThat(CacheExamination.of(cache(CacheState.BOUND, HALF_FULL, statistics(few, 0, FAST))))
                .allMatch(finding -> finding.verdict() == Verdict.OK);
    }

    private static Finding only(ManagedCache cache) {
        List<Finding> findings = CacheExamination.of(cache);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private static CacheStatistics statistics(CacheCounters counters, long tooLarge, Latency latency) {
        return new CacheStatistics(
                counters, Map.of(Refusal.ENTRY_TOO_LARGE, tooLarge, Refusal.BUSY, 0L), 0, latency, latency, latency);
    }

    private static ManagedCache cache(CacheState state, CacheStatus status, CacheStatistics statistics) {
        CacheSpecification redis = new CacheSpecification("redis", "127.0.0.1:6379");
        return new FixedCache("http", "cache-socache", redis, state, "the reason", status, statistics);
    }
}
