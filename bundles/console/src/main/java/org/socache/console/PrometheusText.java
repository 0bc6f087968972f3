// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import org.socache.api.CacheState;
import org.socache.api.admin.CacheMetric;
import org.socache.api.admin.CacheMetric.Kind;
import org.socache.api.admin.CacheMetric.Numbers;
import org.socache.api.admin.CacheStatistics.Latency;
import org.socache.api.admin.ManagedCache;
import org.socache.console.MBeanMetrics.Family;

/**
 * The caches in Prometheus' text format 0.0.4: counters as counters, with labels cache, consumer and provider. Ratios are
 * left to whoever reads, since ratios of several nodes cannot be averaged. A number the provider cannot tell is left out.
 */
final class PrometheusText {

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    /**
     * The page.
     *
     * @param caches all caches
     * @param others what consumers count themselves
     */
    static String of(List<ManagedCache> caches, Collection<Family> others) {
        Map<ManagedCache, Numbers> all = new LinkedHashMap<>();
        caches.forEach(cache -> all.put(cache, Numbers.of(cache)));
        PrometheusText page = new PrometheusText();
        for (CacheMetric metric : CacheMetric.values()) {
            page.metric(metric, all);
        }
        page.refusals(all);
        page.states(caches);
        page.latencies(all);
        others.forEach(page::family);
        return page.text.toString();
    }

    private void metric(CacheMetric metric, Map<ManagedCache, Numbers> all) {
        header(metric.metricName(), metric.kind() == Kind.COUNTER ? "counter" : "gauge", metric.sentence());
        all.forEach((cache, numbers) -> {
            long value = metric.value(numbers);
            if (value >= 0) {
                sample(metric.metricName(), labels(cache), value);
            }
        });
    }

    private void refusals(Map<ManagedCache, Numbers> all) {
        header("socache_refused_by_reason_total", "counter", "Stores refused, by reason.");
        all.forEach((cache, numbers) -> numbers.statistics().refused().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> sample(
                        "socache_refused_by_reason_total",
                        labels(cache) + ",reason=\"" + entry.getKey().name() + "\"",
                        entry.getValue())));
    }

    private void states(List<ManagedCache> caches) {
        header("socache_state", "gauge", "1 for the state the cache is in, 0 for the others.");
        for (ManagedCache cache : caches) {
            CacheState current = cache.state();
            for (CacheState state : CacheState.values()) {
                sample("socache_state", labels(cache) + ",state=\"" + state.name() + "\"", state == current ? 1 : 0);
            }
        }
    }

    private void latencies(Map<ManagedCache, Numbers> all) {
        header("socache_call_seconds", "summary", "How long calls took since start or reset.");
        all.forEach((cache, numbers) -> {
            latency(labels(cache) + ",call=\"retrieve\"", numbers.statistics().retrieve());
            latency(labels(cache) + ",call=\"store\"", numbers.statistics().store());
            latency(labels(cache) + ",call=\"remove\"", numbers.statistics().remove());
        });
    }

    private void latency(String labels, Latency latency) {
        Map<String, ToDoubleFunction<Latency>> quantiles = new LinkedHashMap<>();
        quantiles.put("0.5", Latency::p50);
        quantiles.put("0.9", Latency::p90);
        quantiles.put("0.99", Latency::p99);
        quantiles.put("0.999", Latency::p999);
        quantiles.forEach((quantile, micros) -> line("socache_call_seconds", labels + ",quantile=\"" + quantile + "\"")
                .append(latency.count() == 0 ? "NaN" : Double.toString(micros.applyAsDouble(latency) / 1e6))
                .append('\n'));
        line("socache_call_seconds_sum", labels).append(latency.total() / 1e6).append('\n');
        sample("socache_call_seconds_count", labels, latency.count());
    }

    private void family(Family family) {
        header(family.name(), family.name().endsWith("_total") ? "counter" : "gauge", family.sentence());
        family.samples()
                .forEach((labels, value) ->
                        line(family.name(), labels).append(value).append('\n'));
    }

    private void header(String name, String type, String help) {
        text.append("# HELP ")
                .append(name)
                .append(' ')
                .append(help.replace("\\", "\\\\").replace("\n", "\\n"));
        text.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, String labels, long value) {
        line(name, labels).append(value).append('\n');
    }

    private StringBuilder line(String name, String labels) {
        return text.append(name).append('{').append(labels).append("} ");
    }

    private static String labels(ManagedCache cache) {
        return label("cache", cache.name())
                + ','
                + label("consumer", cache.consumer())
                + ','
                + label("provider", cache.specification().provider());
    }

    /** One label with its value. */
    static String label(String name, String value) {
        return name + "=\"" + escaped(value) + '"';
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
