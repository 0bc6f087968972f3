// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.socache.api.CacheCounters;
import org.socache.api.CacheStatus;
import org.socache.api.ServerStatus;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.CacheMetric;
import org.socache.api.admin.CacheMetric.Numbers;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.CacheStatistics.Latency;
import org.socache.api.admin.ManagedCache;
import org.socache.shell.json.Json;
import org.socache.shell.refusal.RefusableAction;

/** {@code socache:status}: everything about one cache, or about all, in the words of httpd's mod_status. */
@Service
@Command(
        scope = "socache",
        name = "status",
        description = "Shows a shared object cache in the words of httpd's mod_status")
public final class StatusCommand extends RefusableAction {

    /** With the two columns before it, a table of 100 columns. */
    private static final int SENTENCE_WIDTH = 41;

    @Reference
    private CacheAdmin admin;

    @Reference
    private Session session;

    @Argument(name = "cache", description = "Name of the cache; all of them without it")
    @Completion(CacheNameCompleter.class)
    private String name;

    @Option(name = "--no-format", description = "Disable table rendered output")
    private boolean noFormat;

    @Option(name = "--json", description = "Print JSON")
    private boolean json;

    @Option(name = "--explain", description = "Tell what each number means, by its name in the metrics")
    private boolean explain;

    @Override
    protected void run() {
        if (explain) {
            explain();
            return;
        }
        List<ManagedCache> caches = name == null ? admin.caches() : List.of(Caches.named(admin, name));
        if (json) {
            session.getConsole()
                    .println(Json.text(
                            caches.stream().map(StatusCommand::numbers).toList()));
            return;
        }
        if (caches.isEmpty()) {
            session.getConsole().println("No consumer has opened a cache.");
        }
        for (ManagedCache cache : caches) {
            ShellTable table = new ShellTable();
            table.column(cache.name());
            table.column(cache.specification().toString());
            fields(cache).forEach((key, value) -> table.addRow().addContent(key, value));
            table.print(session.getConsole(), !noFormat);
            session.getConsole().println();
        }
    }

    private void explain() {
        if (json) {
            Map<String, String> sentences = new LinkedHashMap<>();
            for (CacheMetric metric : CacheMetric.values()) {
                sentences.put(metric.metricName(), metric.sentence());
            }
            session.getConsole().println(Json.text(sentences));
            return;
        }
        ShellTable table = new ShellTable();
        table.column("Metric");
        table.column("In status?auto");
        table.column("What it tells");
        for (CacheMetric metric : CacheMetric.values()) {
            Format.addRow(
                    table,
                    List.of(
                            List.of(metric.metricName()),
                            List.of(metric.statusKey()),
                            Format.lines(metric.sentence(), noFormat ? Integer.MAX_VALUE : SENTENCE_WIDTH)));
        }
        table.print(session.getConsole(), !noFormat);
    }

    /** For programs: every metric under its own name, as on the metrics page; -1 where the provider cannot tell. */
    static Map<String, Object> numbers(ManagedCache cache) {
        Numbers numbers = Numbers.of(cache);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cache", cache.name());
        fields.put("consumer", cache.consumer());
        fields.put("provider", cache.specification().toString());
        fields.put("state", cache.state().name());
        fields.put("reason", cache.reason());
        for (CacheMetric metric : CacheMetric.values()) {
            fields.put(metric.metricName(), metric.value(numbers));
        }
        Map<String, Long> refused = new TreeMap<>();
        numbers.statistics().refused().forEach((reason, count) -> refused.put(reason.name(), count));
        fields.put("refusedByReason", refused);
        fields.put("retrieveMicros", micros(numbers.statistics().retrieve()));
        fields.put("storeMicros", micros(numbers.statistics().store()));
        fields.put(
                "servers",
                numbers.status().servers().stream()
                        .map(server ->
                                Map.of("address", server.address(), "up", server.up(), "detail", server.detail()))
                        .toList());
        fields.put("details", new TreeMap<>(numbers.status().details()));
        return fields;
    }

    private static Map<String, Object> micros(Latency latency) {
        Map<String, Object> micros = new LinkedHashMap<>();
        micros.put("count", latency.count());
        micros.put("total", latency.total());
        micros.put("p50", latency.p50());
        micros.put("p99", latency.p99());
        micros.put("max", latency.max());
        return micros;
    }

    private static Map<String, Object> fields(ManagedCache cache) {
        CacheStatus status = cache.status();
        CacheStatistics statistics = cache.statistics();
        CacheCounters counters = statistics.counters();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cache", cache.name());
        fields.put("consumer", cache.consumer());
        fields.put("provider", cache.specification().toString());
        fields.put("state", cache.state().name());
        if (!cache.reason().isEmpty()) {
            fields.put("reason", cache.reason());
        }
        fields.put("current entries", Format.count(status.entries()));
        fields.put("memory", Format.memory(status.bytesUsed(), status.bytesCapacity()));
        fields.put("total entries stored since starting", counters.stores());
        fields.put("total entries replaced since starting", counters.replaced());
        fields.put("total entries expired since starting", counters.expired());
        fields.put("total (pre-expiry) entries scrolled out of the cache", counters.scrolled());
        fields.put(
                "total retrieves since starting",
                counters.retrieveHits() + " hit, " + counters.retrieveMisses() + " miss");
        fields.put(
                "total removes since starting", counters.removeHits() + " hit, " + counters.removeMisses() + " miss");
        fields.put("hit ratio", Format.hitRatio(statistics));
        fields.put("stores refused", statistics.refusedInAll());
        new TreeMap<>(statistics.refused()).forEach((reason, count) -> {
            if (count > 0) {
                fields.put("stores refused: " + reason.name(), count);
            }
        });
        fields.put("failed calls", statistics.errors());
        fields.put("retrieve p50 / p99 / max", latency(statistics.retrieve()));
        fields.put("store p50 / p99 / max", latency(statistics.store()));
        for (ServerStatus server : status.servers()) {
            fields.put("server " + server.address(), (server.up() ? "up" : "down") + ", " + server.detail());
        }
        fields.putAll(new TreeMap<>(status.details()));
        return fields;
    }

    private static String latency(Latency latency) {
        return Format.micros(latency, latency.p50()) + " / " + Format.micros(latency, latency.p99()) + " / "
                + Format.micros(latency, latency.max());
    }
}
