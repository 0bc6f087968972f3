// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.Refusal;
import org.socache.api.ServerStatus;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.ManagedCache;

/** What {@code socache:doctor} can tell from one cache's numbers. */
final class CacheExamination {

    /** Below so many lookups or stores a share says nothing. */
    private static final long ENOUGH = 1_000;

    private static final double POOR_HIT_RATIO = 0.2;
    private static final double MUCH = 0.1;
    private static final double SLOW_MICROS = 50_000;

    private final ManagedCache cache;
    private final String subject;
    private final CacheStatus status;
    private final CacheStatistics statistics;
    private final List<Finding> findings = new ArrayList<>();

    private CacheExamination(ManagedCache cache) {
        this.cache = cache;
        this.subject = "cache " + cache.name();
        this.status = cache.status();
        this.statistics = cache.statistics();
    }

    static List<Finding> of(ManagedCache cache) {
        CacheExamination examination = new CacheExamination(cache);
        examination.provider();
        examination.servers();
        examination.room();
        examination.refusals();
        examination.hits();
        examination.speed();
        if (examination.findings.isEmpty()) {
            examination.findings.add(Finding.ok(examination.subject, cache.state() + " on " + cache.specification()));
        }
        return examination.findings;
    }

    private void provider() {
        if (cache.state() == CacheState.UNBOUND) {
            findings.add(Finding.fail(
                    subject,
                    "UNBOUND, every lookup is a miss: " + cache.reason(),
                    "install the provider (feature:list | grep socache-provider-), or socache:switch " + cache.name()
                            + " to one of socache:providers"));
        } else if (cache.state() == CacheState.DEGRADED) {
            findings.add(Finding.fail(
                    subject,
                    "DEGRADED, lookups answer miss at once: " + cache.reason(),
                    "bring the server of " + cache.specification()
                            + " back, it is taken into use by itself; or socache:switch " + cache.name()));
        }
    }

    private void servers() {
        for (ServerStatus server : status.servers()) {
            if (!server.up()) {
                findings.add(Finding.fail(
                        subject,
                        "server " + server.address() + " is down: " + server.detail(),
                        "start it, or check address, password and firewall"));
            }
        }
    }

    private void room() {
        long stores = statistics.counters().stores();
        long scrolled = statistics.counters().scrolled();
        if (stores >= ENOUGH && scrolled > MUCH * stores) {
            findings.add(Finding.warn(
                    subject,
                    percent(scrolled, stores) + " of " + stores
                            + " entries were dropped before their time to make room",
                    "give it more than " + Format.bytes(status.bytesCapacity()) + ": socache:switch " + cache.name()
                            + " with a larger size"));
        }
    }

    private void refusals() {
        long refused = statistics.refusedInAll();
        long offered = refused + statistics.counters().stores();
        if (offered < ENOUGH || refused <= MUCH * offered) {
            return;
        }
        Refusal most = statistics.refused().entrySet().stream()
                .max(java.util.Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        findings.add(Finding.warn(
                subject,
                percent(refused, offered) + " of " + offered + " stores were refused, most for " + most,
                switch (most) {
                    case ENTRY_TOO_LARGE -> "raise the limit (CacheSocacheMaxSize), or give the provider more room";
                    case NO_SPACE -> "give the provider more room, or free the disk it lies on";
                    case UNAVAILABLE, FAILED -> "see the log: log:display";
                    default -> "see socache:status " + cache.name();
                }));
    }

    private void hits() {
        long hits = statistics.counters().retrieveHits();
        long lookups = hits + statistics.counters().retrieveMisses();
        if (lookups >= ENOUGH && statistics.hitRatio() < POOR_HIT_RATIO) {
            findings.add(Finding.warn(
                    subject,
                    "only " + percent(hits, lookups) + " of " + lookups + " lookups were hits",
                    "ask why: socache:trace --outcome MISS"));
        }
    }

    private void speed() {
        if (statistics.retrieve().count() >= ENOUGH && statistics.retrieve().p99() > SLOW_MICROS) {
            findings.add(Finding.warn(
                    subject,
                    "one retrieve in a hundred takes longer than "
                            + Math.round(statistics.retrieve().p99() / 1_000) + " ms",
                    "check the network to the server, or use a local provider such as shmcb"));
        }
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.0f %%", 100.0 * part / whole);
    }
}
