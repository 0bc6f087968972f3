// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import java.util.Map;

import org.socache.api.jmx.Description;
import org.socache.api.jmx.Metric;

/** {@code org.socache:type=HttpCache,name=http}. */
@Description("The HTTP cache: what it decided and why, and how to take pages out of it. Numbers count from its start.")
public interface HttpCacheMXBean {

    @Description("Requests answered from the cache, stale answers included.")
    @Metric("socache_http_hits_total")
    long getHits();

    @Description("Requests that the origin answered.")
    @Metric("socache_http_misses_total")
    long getMisses();

    @Description("Requests answered from the cache after the origin confirmed or completed what is stored.")
    @Metric("socache_http_revalidations_total")
    long getRevalidations();

    @Description("Unsafe requests after which stored responses were taken out.")
    @Metric("socache_http_invalidations_total")
    long getInvalidations();

    @Description("Hits and revalidations as a part of all requests that reached the cache, from 0 to 1.")
    double getHitRatio();

    @Description(
            "Requests answered with a stale response: by max-stale, stale-while-revalidate, stale-if-error, CacheLock.")
    @Metric("socache_http_stale_served_total")
    long getStaleServed();

    @Description("Requests answered with what another request fetched while they waited (CacheLock).")
    @Metric("socache_http_coalesced_total")
    long getCoalesced();

    @Description("Requests that wait for another one at this moment (CacheLock).")
    @Metric("socache_http_waiting")
    int getWaiting();

    @Description("Requests that waited for another one as long as CacheLockMaxAge and then went on themselves.")
    @Metric("socache_http_lock_timeouts_total")
    long getLockTimeouts();

    @Description("Decisions by reason; the reasons are those of Cache-Status and of X-Cache-Detail.")
    @Metric(value = "socache_http_decisions_total", label = "reason")
    Map<String, Long> getDecisionsByReason();

    @Description("Records written to the shared cache, variant indexes included.")
    @Metric("socache_http_stores_total")
    long getStores();

    @Description("Records the shared cache did not take, by reason.")
    @Metric(value = "socache_http_refused_total", label = "reason")
    Map<String, Long> getRefusedByReason();

    @Description("Records taken out by invalidation, replacement or purge.")
    @Metric("socache_http_removals_total")
    long getRemovals();

    @Description("Records found damaged or of a foreign version, and removed.")
    @Metric("socache_http_damaged_records_total")
    long getDamagedRecords();

    @Description(
            "Responses that were being recorded and broke off, changed while being sent, or outgrew CacheSocacheMaxSize.")
    @Metric("socache_http_abandoned_responses_total")
    long getAbandonedResponses();

    @Description("Bytes of content sent from the cache.")
    @Metric("socache_http_served_bytes_total")
    long getBytesServed();

    @Description("Bytes of the records written.")
    @Metric("socache_http_stored_bytes_total")
    long getBytesStored();

    @Description("Requests that went on without the cache because of an error in it; the log tells which.")
    @Metric("socache_http_faults_total")
    long getFaults();

    @Description("Why the last change of the configuration was refused; empty when it is in force.")
    String getConfigurationProblem();

    @Description("Takes one URL with all its variants out of the cache; returns the number of stored responses it hit.")
    long purge(
            @Description("absolute URL, for instance http://www.example.com/docs/") String url,
            @Description("true to make entries stale instead of removing them") boolean soft);

    @Description("Takes out all responses with a tag; returns the number of stored responses it hit.")
    long purgeTag(
            @Description("a member of the responses' Surrogate-Key or Cache-Tag") String tag,
            @Description("true to make entries stale instead of removing them") boolean soft);

    @Description("Takes out all responses whose URL fits a pattern; returns the number of stored responses it hit.")
    long ban(
            @Description("URL in which * stands for any characters, for instance http://www.example.com/docs/*")
                    String pattern,
            @Description("true to make entries stale instead of removing them") boolean soft);
}
