// SPDX-License-Identifier: Apache-2.0
package org.socache.api.admin;

import java.util.Map;

import org.socache.api.CacheCounters;
import org.socache.api.Refusal;

/**
 * What this node has done with a cache since it was opened or its statistics were reset, whatever providers it had.
 *
 * @param counters in httpd's words; {@code expired} and {@code scrolled} are the provider's and, where that is shared by
 *     processes, the sum over all of them
 * @param refused stores refused, by reason
 * @param errors calls that failed, hung or found the breaker open
 * @param retrieve how long retrieves took
 * @param store how long stores took
 * @param remove how long removes took
 */
public record CacheStatistics(
        CacheCounters counters,
        Map<Refusal, Long> refused,
        long errors,
        Latency retrieve,
        Latency store,
        Latency remove) {

    public CacheStatistics {
        refused = Map.copyOf(refused);
    }

    /** Refusals of all reasons. */
    public long refusedInAll() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Hits of all retrieves, 0 to 1; 0 before the first one. */
    public double hitRatio() {
        long lookups = counters.retrieveHits() + counters.retrieveMisses();
        return lookups == 0 ? 0 : (double) counters.retrieveHits() / lookups;
    }

    /**
     * How long the calls of one kind took, in microseconds.
     *
     * @param count calls measured
     * @param total of all of them together, to one per cent: the mean of an interval is what it grew by, over what count grew by
     * @param p50 half of them were at least as fast
     * @param p90 nine tenths
     * @param p99 ninety-nine hundredths
     * @param p999 all but one in a thousand
     * @param max the slowest
     */
    public record Latency(long count, double total, double p50, double p90, double p99, double p999, double max) {}
}
