// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.Map;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.shell.json.Json;
import org.socache.shell.progress.Progress;
import org.socache.shell.refusal.RefusableAction;

/** {@code socache:clear}: drops what a cache holds. */
@Service
@Command(scope = "socache", name = "clear", description = "Drops all entries of a cache, and of no other consumer")
public final class ClearCommand extends RefusableAction {

    @Reference
    private CacheAdmin admin;

    @Reference
    private Session session;

    @Argument(name = "cache", description = "Name of the cache", required = true)
    @Completion(CacheNameCompleter.class)
    private String name;

    @Option(name = "--json", description = "Print JSON")
    private boolean json;

    @Override
    protected void run() {
        ManagedCache cache = Caches.named(admin, name);
        long entries = cache.status().entries();
        if (!clear(cache)) {
            throw new IllegalStateException(cache.name() + " was not cleared: "
                    + (cache.reason().isEmpty()
                            ? "the provider " + cache.specification().provider()
                                    + " cannot list its entries, or has failed; log:display says so then"
                            : cache.reason()));
        }
        session.getConsole()
                .println(
                        json
                                ? Json.text(Map.of("cache", cache.name(), "entries", entries))
                                : cache.name() + " cleared" + (entries < 0 ? "" : ", it held " + entries + " entries"));
    }

    private boolean clear(ManagedCache cache) {
        if (json) {
            return cache.clear();
        }
        Progress progress = Progress.shown(session.getConsole(), "clearing " + cache.name());
        try (progress) {
            return cache.clear();
        }
    }
}
