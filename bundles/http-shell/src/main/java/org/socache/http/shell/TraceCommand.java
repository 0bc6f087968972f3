// SPDX-License-Identifier: Apache-2.0
package org.socache.http.shell;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.socache.http.HttpCache;
import org.socache.http.TraceEntry;
import org.socache.shell.json.Json;
import org.socache.shell.refusal.RefusableAction;

/** {@code socache:trace}: why a request was a hit or a miss. */
@Service
@Command(
        scope = "socache",
        name = "trace",
        description = "Shows the last decisions of the HTTP cache and why they fell, the newest at the end")
public final class TraceCommand extends RefusableAction {

    private static final int ALL = Integer.MAX_VALUE;

    @Reference
    private HttpCache cache;

    @Reference
    private Session session;

    @Option(name = "--limit", description = "Decisions shown at most")
    private int limit = 30;

    @Option(name = "--outcome", description = "Only HIT, MISS, REVALIDATE or INVALIDATE")
    @Completion(OutcomeCompleter.class)
    private String outcome;

    @Option(name = "--url", description = "Only URLs that contain this text")
    private String url;

    @Option(name = "--no-format", description = "Disable table rendered output")
    private boolean noFormat;

    @Option(name = "--json", description = "Print JSON")
    private boolean json;

    @Override
    protected void run() {
        if (limit < 1) {
            throw new IllegalArgumentException("--limit " + limit + " is below 1");
        }
        List<TraceEntry> entries = chosen();
        if (json) {
            session.getConsole()
                    .println(
                            Json.text(entries.stream().map(TraceCommand::fields).toList()));
        } else {
            table(entries).print(session.getConsole(), !noFormat);
        }
    }

    private List<TraceEntry> chosen() {
        List<TraceEntry> newestFirst = cache.trace(ALL).stream()
                .filter(entry -> outcome == null || entry.outcome().equals(outcome.toUpperCase(Locale.ROOT)))
                .filter(entry -> url == null || entry.url().contains(url))
                .limit(limit)
                .collect(Collectors.toList());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private static ShellTable table(List<TraceEntry> entries) {
        DateTimeFormatter time =
                DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
        ShellTable table = new ShellTable();
        table.column("Time");
        table.column("Outcome");
        table.column("Status").alignRight();
        table.column("Request");
        table.column("Why");
        table.emptyTableText(
                "No such decision among the last ones. Nothing is cached before CacheEnable names a path.");
        for (TraceEntry entry : entries) {
            table.addRow()
                    .addContent(
                            time.format(Instant.ofEpochMilli(entry.time())),
                            entry.outcome(),
                            entry.status(),
                            entry.method() + " " + entry.url(),
                            entry.detail());
        }
        return table;
    }

    private static Map<String, Object> fields(TraceEntry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", entry.time());
        fields.put("method", entry.method());
        fields.put("url", entry.url());
        fields.put("outcome", entry.outcome());
        fields.put("reason", entry.reason());
        fields.put("detail", entry.detail());
        fields.put("status", entry.status());
        return fields;
    }
}
