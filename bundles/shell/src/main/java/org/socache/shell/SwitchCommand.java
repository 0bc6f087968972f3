// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.socache.api.CacheSpecification;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.Switch;
import org.socache.shell.json.Json;
import org.socache.shell.refusal.RefusableAction;

/** {@code socache:switch}: another provider behind a cache that is in use. */
@Service
@Command(
        scope = "socache",
        name = "switch",
        description =
                "Switches a cache to another provider while it is in use, moves its entries over, and keeps the choice")
public final class SwitchCommand extends RefusableAction {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

    @Reference
    private CacheAdmin admin;

    @Reference
    private Session session;

    @Argument(index = 0, name = "cache", description = "Name of the cache", required = true)
    @Completion(CacheNameCompleter.class)
    private String name;

    @Argument(
            index = 1,
            name = "specification",
            description = "name[:argument], for instance shmcb:data/http.cache(64M) or dbm:data/http.db",
            required = true)
    @Completion(SpecificationCompleter.class)
    private String specification;

    @Option(name = "--wait", description = "Seconds to wait for the entries to be moved; 0 returns at once")
    private int wait = 60;

    @Option(name = "--json", description = "Print JSON, when the entries are moved or the wait is over")
    private boolean json;

    @Override
    protected void run() throws InterruptedException {
        ManagedCache cache = Caches.named(admin, name);
        Switch started = Caches.specified(() -> cache.switchTo(CacheSpecification.parse(specification)));
        if (json) {
            started.await(Duration.ofSeconds(wait));
            session.getConsole().println(Json.text(fields(cache, started)));
            refuseIfUndone(cache, started);
            return;
        }
        if (started.from().equals(started.to())) {
            session.getConsole().println(cache.name() + " is on " + started.to() + "; there was nothing to move");
            return;
        }
        session.getConsole().println(cache.name() + " switched from " + started.from() + " to " + started.to());
        for (int second = 0; second < wait && !started.await(BETWEEN_LINES); second++) {
            session.getConsole().println("moved " + started.moved() + " ...");
        }
        refuseIfUndone(cache, started);
        session.getConsole()
                .println((started.isDone() ? "moved " : "still moving, so far ") + started.moved() + ", skipped "
                        + started.skipped());
    }

    private static void refuseIfUndone(ManagedCache cache, Switch started) {
        if (!started.problem().isEmpty()) {
            throw new IllegalStateException(cache.name() + " is back on " + started.from() + "; " + started.problem());
        }
    }

    private static Map<String, Object> fields(ManagedCache cache, Switch started) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cache", cache.name());
        fields.put("from", started.from().toString());
        fields.put("to", started.to().toString());
        fields.put("done", started.isDone());
        fields.put("moved", started.moved());
        fields.put("skipped", started.skipped());
        fields.put("skippedByReason", started.skippedByReason());
        fields.put("problem", started.problem());
        return fields;
    }
}
