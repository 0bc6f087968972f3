// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.socache.api.CacheStatus;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.ManagedCache;
import org.socache.shell.json.Json;
import org.socache.shell.refusal.RefusableAction;

/** {@code socache:top}: what happens now, per second, until Ctrl-C. */
@Service
@Command(scope = "socache", name = "top", description = "Shows live what the caches do; Ctrl-C ends it")
public final class TopCommand extends RefusableAction {

    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

    @Reference
    private CacheAdmin admin;

    @Reference
    private Session session;

    @Option(name = "--interval", description = "Seconds between two looks")
    private int interval = 2;

    @Option(name = "--count", description = "Looks to take; 0 for no end")
    private int count;

    @Option(name = "--no-format", description = "Disable table rendered output, and do not clear the screen")
    private boolean noFormat;

    @Option(name = "--json", description = "Print one line of JSON for each look")
    private boolean json;

    @Override
    protected void run() {
        if (interval < 1 || count < 0) {
            throw new IllegalArgumentException(
                    "--interval " + interval + " is below 1 or --count " + count + " is below 0");
        }
        // never counted down: only Ctrl-C ends the wait before its time
        CountDownLatch stop = new CountDownLatch(1);
        Map<String, CacheStatistics> before = look();
        try {
            for (int round = 0; count == 0 || round < count; round++) {
                stop.await(interval, TimeUnit.SECONDS);
                Map<String, CacheStatistics> now = look();
                print(before, now);
                before = now;
            }
        } catch (InterruptedException end) {
            session.getConsole().println();
        }
    }

    private Map<String, CacheStatistics> look() {
        Map<String, CacheStatistics> statistics = new HashMap<>();
        admin.caches().forEach(cache -> statistics.put(cache.name(), cache.statistics()));
        return statistics;
    }

    private void print(Map<String, CacheStatistics> before, Map<String, CacheStatistics> now) {
        List<ManagedCache> both = admin.caches().stream()
                .filter(cache -> before.containsKey(cache.name()) && now.containsKey(cache.name()))
                .toList();
        if (json) {
            session.getConsole()
                    .println(Json.text(both.stream()
                            .map(cache ->
                                    fields(cache, cache.status(), before.get(cache.name()), now.get(cache.name())))
                            .toList()));
            return;
        }
        if (!noFormat) {
            session.getConsole().print(HOME_AND_CLEAR);
        }
        ShellTable table = new ShellTable();
        List.of("Cache", "State").forEach(table::column);
        List.of("Entries", "Memory", "Lookups/s", "Hits", "Stores/s", "Refused/s", "Errors/s", "p99")
                .forEach(name -> table.column(name).alignRight());
        table.emptyTableText("No consumer has opened a cache.");
        both.forEach(cache -> table.addRow().addContent(row(cache, before.get(cache.name()), now.get(cache.name()))));
        table.print(session.getConsole(), !noFormat);
        session.getConsole().flush();
    }

    /** What fits into a terminal: without the provider, which socache:list tells, and memory as a share. */
    private Object[] row(ManagedCache cache, CacheStatistics before, CacheStatistics now) {
        CacheStatus status = cache.status();
        Map<String, Object> row = fields(cache, status, before, now);
        row.keySet().removeAll(List.of("provider", "bytesCapacity"));
        row.put("entries", Format.count(status.entries()));
        row.put("bytesUsed", Format.fill(status.bytesUsed(), status.bytesCapacity()));
        row.put("hitRatio", Format.share(hits(before, now), lookups(before, now)));
        row.put("p99Micros", Format.micros(now.retrieve(), now.retrieve().p99()));
        return row.values().toArray();
    }

    /** For programs: numbers, -1 where the provider cannot tell. */
    Map<String, Object> fields(ManagedCache cache, CacheStatus status, CacheStatistics before, CacheStatistics now) {
        long lookups = lookups(before, now);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cache", cache.name());
        fields.put("provider", cache.specification().toString());
        fields.put("state", cache.state().name());
        fields.put("entries", status.entries());
        fields.put("bytesUsed", status.bytesUsed());
        fields.put("bytesCapacity", status.bytesCapacity());
        fields.put("lookupsPerSecond", lookups / interval);
        fields.put("hitRatio", lookups == 0 ? 0.0 : (double) hits(before, now) / lookups);
        fields.put(
                "storesPerSecond",
                grown(before.counters().stores(), now.counters().stores()) / interval);
        fields.put("refusedPerSecond", grown(before.refusedInAll(), now.refusedInAll()) / interval);
        fields.put("errorsPerSecond", grown(before.errors(), now.errors()) / interval);
        fields.put("p99Micros", now.retrieve().p99());
        return fields;
    }

    private static long lookups(CacheStatistics before, CacheStatistics now) {
        return hits(before, now)
                + grown(before.counters().retrieveMisses(), now.counters().retrieveMisses());
    }

    private static long hits(CacheStatistics before, CacheStatistics now) {
        return grown(before.counters().retrieveHits(), now.counters().retrieveHits());
    }

    /** Counters that were reset in between begin again at zero. */
    private static long grown(long before, long now) {
        return now >= before ? now - before : now;
    }
}
