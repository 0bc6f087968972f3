// SPDX-License-Identifier: Apache-2.0
package org.socache.api.admin;

import java.util.function.ToLongFunction;

import org.socache.api.CacheCounters;
import org.socache.api.CacheStatus;

/**
 * Every number a cache has: the one table from which MBean descriptions, metrics, the status page and the manual's
 * reference are made.
 */
public enum CacheMetric {
    /** Live entries in the provider; -1 if it cannot tell. */
    ENTRIES(
            "entries",
            Kind.GAUGE,
            "CacheCurrentEntries",
            Sentence.ENTRIES,
            s -> s.status().entries()),
    /** Bytes in use in the provider; -1 if it cannot tell. */
    BYTES_USED(
            "used_bytes",
            Kind.GAUGE,
            "CacheUsedBytes",
            Sentence.BYTES_USED,
            s -> s.status().bytesUsed()),
    /** Bytes there are in the provider; -1 if unbounded or unknown. */
    BYTES_CAPACITY(
            "capacity_bytes",
            Kind.GAUGE,
            "CacheSharedMemory",
            Sentence.BYTES_CAPACITY,
            s -> s.status().bytesCapacity()),
    /** Entries stored since start or reset, replacements included (httpd: total entries stored). */
    STORES(
            "stores_total",
            Kind.COUNTER,
            "CacheStoreCount",
            Sentence.STORES,
            s -> s.counters().stores()),
    /** Stores that replaced an entry with the same id (httpd: total entries replaced). */
    REPLACED(
            "replaced_total",
            Kind.COUNTER,
            "CacheReplaceCount",
            Sentence.REPLACED,
            s -> s.counters().replaced()),
    /** Entries dropped because their time had come (httpd: total entries expired); summed over processes that share the cache. */
    EXPIRED(
            "expired_total",
            Kind.COUNTER,
            "CacheExpireCount",
            Sentence.EXPIRED,
            s -> s.counters().expired()),
    /** Live entries dropped to make room (httpd: pre-expiry scrolled out); summed over processes that share the cache. */
    SCROLLED(
            "scrolled_total",
            Kind.COUNTER,
            "CacheDiscardCount",
            Sentence.SCROLLED,
            s -> s.counters().scrolled()),
    /** Stores refused, for any reason. */
    REFUSED(
            "refused_total",
            Kind.COUNTER,
            "CacheRefuseCount",
            Sentence.REFUSED,
            s -> s.statistics().refusedInAll()),
    /** Retrieves that found an entry (httpd: total retrieves since starting, hit). */
    RETRIEVE_HITS(
            "retrieve_hits_total",
            Kind.COUNTER,
            "CacheRetrieveHitCount",
            Sentence.RETRIEVE_HITS,
            s -> s.counters().retrieveHits()),
    /** Retrieves that found none (httpd: total retrieves since starting, miss). */
    RETRIEVE_MISSES(
            "retrieve_misses_total",
            Kind.COUNTER,
            "CacheRetrieveMissCount",
            Sentence.RETRIEVE_MISSES,
            s -> s.counters().retrieveMisses()),
    /** Removes that found an entry (httpd: total removes since starting, hit). */
    REMOVE_HITS(
            "remove_hits_total",
            Kind.COUNTER,
            "CacheRemoveHitCount",
            Sentence.REMOVE_HITS,
            s -> s.counters().removeHits()),
    /** Removes that found none (httpd: total removes since starting, miss). */
    REMOVE_MISSES(
            "remove_misses_total",
            Kind.COUNTER,
            "CacheRemoveMissCount",
            Sentence.REMOVE_MISSES,
            s -> s.counters().removeMisses()),
    /** Calls to the provider that failed, took too long or found the breaker open; each was a miss or a refusal to the consumer. */
    ERRORS(
            "errors_total",
            Kind.COUNTER,
            "CacheErrorCount",
            Sentence.ERRORS,
            s -> s.statistics().errors());

    /** Whether a number only grows. */
    public enum Kind {
        COUNTER,
        GAUGE
    }

    /**
     * A cache's numbers, taken once for all metrics.
     *
     * @param status what the provider says
     * @param statistics what this node has counted
     */
    public record Numbers(CacheStatus status, CacheStatistics statistics) {

        /** Takes them. */
        public static Numbers of(ManagedCache cache) {
            return new Numbers(cache.status(), cache.statistics());
        }

        CacheCounters counters() {
            return statistics.counters();
        }
    }

    private final String suffix;
    private final Kind kind;
    private final String statusKey;
    private final String sentence;
    private final ToLongFunction<Numbers> value;

    CacheMetric(String suffix, Kind kind, String statusKey, String sentence, ToLongFunction<Numbers> value) {
        this.suffix = suffix;
        this.kind = kind;
        this.statusKey = statusKey;
        this.sentence = sentence;
        this.value = value;
    }

    /** The name in Prometheus text, with its unit. */
    public String metricName() {
        return "socache_" + suffix;
    }

    public Kind kind() {
        return kind;
    }

    /** The key in the machine form of the status page, httpd's where it has one. */
    public String statusKey() {
        return statusKey;
    }

    /** What it tells, for an operator. */
    public String sentence() {
        return sentence;
    }

    /** Its value; -1 where the provider cannot tell. */
    public long value(Numbers numbers) {
        return value.applyAsLong(numbers);
    }

    /** The sentences as constants, so that annotations can carry them. */
    public static final class Sentence {

        public static final String ENTRIES = "Live entries in the provider; -1 if it cannot tell.";
        public static final String BYTES_USED = "Bytes in use in the provider; -1 if it cannot tell.";
        public static final String BYTES_CAPACITY = "Bytes there are in the provider; -1 if unbounded or unknown.";
        public static final String STORES =
                "Entries stored since start or reset, replacements included (httpd: total entries " + "stored).";
        public static final String REPLACED =
                "Stores that replaced an entry with the same id (httpd: total entries replaced).";
        public static final String EXPIRED =
                "Entries dropped because their time had come (httpd: total entries expired); summed "
                        + "over processes that share the cache.";
        public static final String SCROLLED =
                "Live entries dropped to make room (httpd: pre-expiry scrolled out); summed over "
                        + "processes that share the cache.";
        public static final String REFUSED = "Stores refused, for any reason.";
        public static final String RETRIEVE_HITS =
                "Retrieves that found an entry (httpd: total retrieves since starting, hit).";
        public static final String RETRIEVE_MISSES =
                "Retrieves that found none (httpd: total retrieves since starting, miss).";
        public static final String REMOVE_HITS =
                "Removes that found an entry (httpd: total removes since starting, hit).";
        public static final String REMOVE_MISSES =
                "Removes that found none (httpd: total removes since starting, miss).";
        public static final String ERRORS =
                "Calls to the provider that failed, took too long or found the breaker open; each was "
                        + "a miss or a refusal to the consumer.";

        private Sentence() {}
    }
}
