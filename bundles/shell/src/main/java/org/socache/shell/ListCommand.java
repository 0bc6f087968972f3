// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.socache.api.CacheStatus;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.shell.json.Json;

/** {@code socache:list}: one line per cache. */
@Service
@Command(
        scope = "socache",
        name = "list",
        description = "Lists the shared object caches: what stands behind each, and how well it does")
public final class ListCommand implements Action {

    @Reference
    private CacheAdmin admin;

    @Reference
    private Session session;

    @Option(name = "--no-format", description = "Disable table rendered output")
    private boolean noFormat;

    @Option(name = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Object execute() {
        if (json) {
            session.getConsole()
                    .println(Json.text(
                            admin.caches().stream().map(ListCommand::fields).toList()));
        } else {
            table(admin.caches()).print(session.getConsole(), !noFormat);
        }
        return null;
    }

    /** What fits into 100 columns; who the consumer is, socache:status tells. */
    private static ShellTable table(List<ManagedCache> caches) {
        ShellTable table = new ShellTable();
        table.column("Cache");
        table.column("Provider");
        table.column("Entries").alignRight();
        table.column("Memory").alignRight();
        table.column("Hits").alignRight();
        table.column("p99").alignRight();
        table.column("State");
        table.emptyTableText("No consumer has opened a cache. Install one, for instance: feature:install socache-http");
        for (ManagedCache cache : caches) {
            CacheStatus status = cache.status();
            table.addRow()
                    .addContent(
                            cache.name(),
                            cache.specification(),
                            Format.count(status.entries()),
                            Format.memory(status.bytesUsed(), status.bytesCapacity()),
                            Format.hitRatio(cache.statistics()),
                            Format.micros(
                                    cache.statistics().retrieve(),
                                    cache.statistics().retrieve().p99()),
                            cache.state());
        }
        return table;
    }

    private static Map<String, Object> fields(ManagedCache cache) {
        CacheStatus status = cache.status();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", cache.name());
        fields.put("consumer", cache.consumer());
        fields.put("provider", cache.specification().toString());
        fields.put("state", cache.state().name());
        fields.put("reason", cache.reason());
        fields.put("entries", status.entries());
        fields.put("bytesUsed", status.bytesUsed());
        fields.put("bytesCapacity", status.bytesCapacity());
        fields.put("hitRatio", cache.statistics().hitRatio());
        return fields;
    }
}
