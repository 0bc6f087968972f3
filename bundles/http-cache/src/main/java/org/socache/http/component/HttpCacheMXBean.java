// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import java.util.Map;

import org.socache.api.jmx.Description;

/** {@code org.socache:type=HttpCache,name=http}. */
@Description("The HTTP cache: what it decided and why, and how to take pages out of it. Numbers count from its start.")
public interface HttpCacheMXBean {

    @Description("Requests answered from the cache, stale answers included.")
    long getHits();

    @Description("Requests that the origin answered.")
    long getMisses();

    @Description("Requests answered from the cache after the origin confirmed or completed what is stored.")
    long getRevalidations();

    @Description("Unsafe requests after which stored responses were taken out.")
    long getInvalidations();

    @Description("Hits and revalidations as a part of all requests that reached the cache, from 0 to 1.")
    double getHitRatio();

    @Description(
            "Requests answered with a stale response: by max-stale, stale-while-revalidate, stale-if-error, CacheLock.")
    long getStaleServed();

    @Description("Requests answered with what another request fetched while they waited (CacheLock).")
    long getCoalesced();

    @Description("Requests that wait for another one at this moment (CacheLock).")
    int getWaiting();

    @Description("Requests that waited for another one as long as CacheLockMaxAge and then went on themselves.")
    long getLockTimeouts();

    @Description("Decisions by reason; the reasons are those of Cache-Status and of X-Cache-Detail.")
    Map<String, Long> getDecisionsByReason();

    @Description("Records written to the shared cache, variant indexes included.")
    long getStores();

    @Description("Records the shared cache did not take, by reason.")
    Map<String, Long> getRefusedByReason();

    @Description("Records taken out by invalidation, replacement or purge.")
    long getRemovals();

    @Description("Records found damaged or of a foreign version, and removed.")
    long getDamagedRecords();

    @Description(
            "Responses that were being recorded and broke off, changed while being sent, or outgrew CacheSocacheMaxSize.")
    long getAbandonedResponses();

    @Description("Bytes of content sent from the cache.")
    long getBytesServed();

    @Description("Bytes of the records written.")
    long getBytesStored();

    @Description("Requests that went on without the cache because of an error in it; the log tells which.")
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
