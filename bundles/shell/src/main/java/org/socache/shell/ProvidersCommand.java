// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedProvider;
import org.socache.shell.json.Json;

/** {@code socache:providers}: what a cache can be switched to. */
@Service
@Command(scope = "socache", name = "providers", description = "Lists the providers a cache can be switched to")
public final class ProvidersCommand implements Action {

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
                    .println(Json.text(admin.providers().stream()
                            .map(ProvidersCommand::fields)
                            .toList()));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Provider");
        table.column("Available");
        table.column("Used by");
        table.column("Bundle");
        table.emptyTableText(
                "No provider is installed. Install one, for instance: feature:install socache-provider-dbm");
        for (ManagedProvider provider : admin.providers()) {
            table.addRow()
                    .addContent(
                            provider.name(),
                            provider.available() ? "yes" : "no",
                            String.join(", ", provider.caches()),
                            provider.bundle());
        }
        table.print(session.getConsole(), !noFormat);
        return null;
    }

    private static Map<String, Object> fields(ManagedProvider provider) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", provider.name());
        fields.put("available", provider.available());
        fields.put("caches", provider.caches());
        fields.put("bundle", provider.bundle());
        return fields;
    }
}
