// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.beans.ConstructorProperties;

import org.socache.api.admin.CacheStatistics.Latency;

/** A {@link Latency} in the shape that JMX makes a composite of. */
public final class LatencyView {

    private final Latency latency;

    @ConstructorProperties({"count", "total", "p50", "p90", "p99", "p999", "max"})
    public LatencyView(long count, double total, double p50, double p90, double p99, double p999, double max) {
        this(new Latency(count, total, p50, p90, p99, p999, max));
    }

    LatencyView(Latency latency) {
        this.latency = latency;
    }

    public long getCount() {
        return latency.count();
    }

    public double getTotal() {
        return latency.total();
    }

    public double getP50() {
        return latency.p50();
    }

    public double getP90() {
        return latency.p90();
    }

    public double getP99() {
        return latency.p99();
    }

    public double getP999() {
        return latency.p999();
    }

    public double getMax() {
        return latency.max();
    }
}
