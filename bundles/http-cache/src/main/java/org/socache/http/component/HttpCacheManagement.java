// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.socache.api.Refusal;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeRequest.Selector;
import org.socache.http.PurgeResult;
import org.socache.http.engine.Reason;
import org.socache.http.exchange.Counters;
import org.socache.http.exchange.HttpCaching;

/** The MBean's values and operations. */
final class HttpCacheManagement implements HttpCacheMXBean {

    private final HttpCaching caching;
    private final Counters counters;
    private final Supplier<String> configurationProblem;

    HttpCacheManagement(HttpCaching caching, Supplier<String> configurationProblem) {
        this.caching = caching;
        this.counters = caching.counters();
        this.configurationProblem = configurationProblem;
    }

    @Override
    public long getHits() {
        return counters.decisions(Reason.Kind.HIT);
    }

    @Override
    public long getMisses() {
        return counters.decisions(Reason.Kind.MISS);
    }

    @Override
    public long getRevalidations() {
        return counters.decisions(Reason.Kind.REVALIDATE);
    }

    @Override
    public long getInvalidations() {
        return counters.decisions(Reason.Kind.INVALIDATE);
    }

    @Override
    public double getHitRatio() {
        long good = getHits() + getRevalidations();
        long all = good + getMisses() + getInvalidations();
        return all == 0 ? 0 : (double) good / all;
    }

    @Override
    public long getStaleServed() {
        return counters.decisions(Reason.FRESH_BY_MAX_STALE)
                + counters.decisions(Reason.STALE_WHILE_REVALIDATE)
                + counters.decisions(Reason.STALE_LOCK_HELD)
                + counters.decisions(Reason.STALE_ON_ERROR);
    }

    @Override
    public long getCoalesced() {
        return counters.coalesced();
    }

    @Override
    public int getWaiting() {
        return caching.waiting();
    }

    @Override
    public long getLockTimeouts() {
        return counters.lockTimeouts();
    }

    @Override
    public Map<String, Long> getDecisionsByReason() {
        Map<String, Long> decisions = new TreeMap<>();
        for (Reason reason : Reason.values()) {
            decisions.put(reason.label(), counters.decisions(reason));
        }
        return decisions;
    }

    @Override
    public long getStores() {
        return counters.stored();
    }

    @Override
    public Map<String, Long> getRefusedByReason() {
        Map<String, Long> refusals = new TreeMap<>();
        for (Refusal refusal : Refusal.values()) {
            refusals.put(refusal.name(), counters.refusals(refusal));
        }
        return refusals;
    }

    @Override
    public long getRemovals() {
        return counters.removed();
    }

    @Override
    public long getDamagedRecords() {
        return counters.damaged();
    }

    @Override
    public long getAbandonedResponses() {
        return counters.abandoned();
    }

    @Override
    public long getBytesServed() {
        return counters.bytesServed();
    }

    @Override
    public long getBytesStored() {
        return counters.bytesStored();
    }

    @Override
    public long getFaults() {
        return counters.faults();
    }

    @Override
    public String getConfigurationProblem() {
        return configurationProblem.get();
    }

    @Override
    public long purge(String url, boolean soft) {
        return run(Selector.URL, url, soft);
    }

    @Override
    public long purgeTag(String tag, boolean soft) {
        return run(Selector.TAG, tag, soft);
    }

    @Override
    public long ban(String pattern, boolean soft) {
        return run(Selector.PATTERN, pattern, soft);
    }

    private long run(Selector selector, String value, boolean soft) {
        PurgeResult result = caching.purge(new PurgeRequest(selector, value, soft, false));
        if (!result.complete()) {
            throw new IllegalStateException(
                    "the bound provider cannot list its entries: purge by URL, or clear the cache");
        }
        return result.entries();
    }
}
