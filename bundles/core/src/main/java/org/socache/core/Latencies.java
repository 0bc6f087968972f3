// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.socache.api.admin.CacheStatistics.Latency;

/**
 * How long the calls of one kind took, since the last {@link #reset}. Every thread counts in one of a few histograms, so that
 * those who call at the same time do not wait for each other's cache lines: a hit in shared memory takes less than that.
 */
final class Latencies {

    /** Calls longer than this count as this long. */
    private static final long SLOWEST_NANOS = 60_000_000_000L;

    /** Two digits: percentiles are right to one per cent. */
    private static final int DIGITS = 2;

    private final Histogram[] stripes = new Histogram[Stripes.COUNT];

    Latencies() {
        for (int stripe = 0; stripe < stripes.length; stripe++) {
            stripes[stripe] = new AtomicHistogram(SLOWEST_NANOS, DIGITS);
        }
    }

    void record(long nanos) {
        stripes[Stripes.ofThisThread()].recordValue(Math.min(Math.max(nanos, 0), SLOWEST_NANOS));
    }

    Latency view() {
        Histogram all = new Histogram(SLOWEST_NANOS, DIGITS);
        for (Histogram stripe : stripes) {
            all.add(stripe);
        }
        return new Latency(
                all.getTotalCount(),
                all.getMean() * all.getTotalCount() / 1_000,
                micros(all.getValueAtPercentile(50)),
                micros(all.getValueAtPercentile(90)),
                micros(all.getValueAtPercentile(99)),
                micros(all.getValueAtPercentile(99.9)),
                micros(all.getMaxValue()));
    }

    void reset() {
        for (Histogram stripe : stripes) {
            stripe.reset();
        }
    }

    private static double micros(long nanos) {
        return nanos / 1_000.0;
    }
}
