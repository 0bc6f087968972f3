// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.Hints;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.CacheStatistics.Latency;
import org.socache.api.admin.ManagedCache;
import org.socache.shell.json.Json;
import org.socache.shell.refusal.RefusableAction;

/**
 * {@code socache:bench}: how fast a provider is here and now, through all that stands before it (time limit, breaker,
 * statistics), in a cache of its own. Nine of ten calls look up, one stores. Its entries are dropped afterwards if the provider
 * can do that, and expire if not; a file that the provider made stays.
 */
@Service
@Command(scope = "socache", name = "bench", description = "Measures a provider on this machine, in a cache of its own")
public final class BenchCommand extends RefusableAction {

    private static final String NAME = "bench";
    private static final int ENTRIES = 1_000;
    private static final int STORES_IN_TEN = 1;
    private static final int LIFE_SECONDS = 600;

    @Reference
    private SharedCaches caches;

    @Reference
    private CacheAdmin admin;

    @Reference
    private Session session;

    @Argument(
            name = "specification",
            description =
                    "name[:argument], for instance shmcb:data/bench.cache(64M); not one that a cache is on. A file stays",
            required = true)
    @Completion(SpecificationCompleter.class)
    private String specification;

    @Option(name = "--seconds", description = "How long, 1 to 60")
    private int seconds = 3;

    @Option(name = "--threads", description = "Callers at a time, 1 to 64")
    private int threads = 2;

    @Option(name = "--size", description = "Bytes of data of an entry, 1 to 1048576")
    private int size = 1024;

    @Option(name = "--no-format", description = "Disable table rendered output")
    private boolean noFormat;

    @Option(name = "--json", description = "Print JSON")
    private boolean json;

    @Override
    protected void run() throws InterruptedException {
        within("--seconds", seconds, 60);
        within("--threads", threads, 64);
        within("--size", size, 1 << 20);
        CacheSpecification wanted = Caches.specified(() -> CacheSpecification.parse(specification));
        if (admin.caches().stream().anyMatch(cache -> cache.specification().equals(wanted))) {
            throw new IllegalArgumentException(specification + " is in use; name another place");
        }
        CacheRegistration registration = new CacheRegistration(NAME, NAME, "org.socache." + NAME, "Cache");
        Hints hints = new Hints(8, size, size);
        try (SharedCache cache = Caches.specified(() -> caches.open(registration, wanted, hints))) {
            ManagedCache measured = Caches.named(admin, NAME);
            refuseUnlessBound(measured);
            run(cache);
            report(measured.statistics());
            if (!cache.clear() && !json) {
                session.getConsole()
                        .println(wanted.provider() + " cannot drop the entries: they expire within " + LIFE_SECONDS
                                + " s");
            }
            refuseUnlessBound(measured);
        }
    }

    /** What answers in the place of a provider that is not there, or fails, is fast. */
    private void refuseUnlessBound(ManagedCache measured) {
        if (measured.state() != CacheState.BOUND) {
            throw new IllegalStateException(specification + " cannot be measured: " + measured.reason());
        }
    }

    private static void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(option + " " + value + " is not between 1 and " + most);
        }
    }

    private void run(SharedCache cache) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        Instant end = clock.instant().plusSeconds(seconds);
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        for (int caller = 0; caller < threads; caller++) {
            long seed = caller;
            callers.execute(() -> call(cache, clock, end, new SplittableRandom(seed)));
        }
        callers.shutdown();
        try {
            while (!callers.awaitTermination(1, TimeUnit.SECONDS)) {
                if (!json) {
                    session.getConsole().print(".");
                    session.getConsole().flush();
                }
            }
        } finally {
            callers.shutdownNow();
        }
        if (!json) {
            session.getConsole().println();
        }
    }

    private void call(SharedCache cache, InstantSource clock, Instant end, SplittableRandom random) {
        byte[] data = new byte[size];
        random.nextBytes(data);
        while (clock.instant().isBefore(end) && !Thread.currentThread().isInterrupted()) {
            byte[] id = ByteBuffer.allocate(Long.BYTES)
                    .putLong(random.nextInt(ENTRIES))
                    .array();
            if (random.nextInt(10) < STORES_IN_TEN) {
                cache.store(id, clock.instant().plusSeconds(LIFE_SECONDS).toEpochMilli(), data);
            } else {
                cache.retrieve(id);
            }
        }
    }

    private void report(CacheStatistics statistics) {
        Map<String, Latency> calls = new LinkedHashMap<>();
        calls.put("retrieve", statistics.retrieve());
        calls.put("store", statistics.store());
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("specification", specification);
            fields.put("hitRatio", statistics.hitRatio());
            fields.put("refused", statistics.refusedInAll());
            fields.put("errors", statistics.errors());
            calls.forEach((name, latency) -> fields.put(
                    name, Map.of("perSecond", latency.count() / seconds, "p50", latency.p50(), "p99", latency.p99())));
            session.getConsole().println(Json.text(fields));
            return;
        }
        ShellTable table = new ShellTable();
        table.column("Call");
        for (String column : new String[] {"Calls/s", "p50", "p99", "Max"}) {
            table.column(column).alignRight();
        }
        calls.forEach((name, latency) -> table.addRow()
                .addContent(
                        name,
                        latency.count() / seconds,
                        Format.micros(latency, latency.p50()),
                        Format.micros(latency, latency.p99()),
                        Format.micros(latency, latency.max())));
        table.print(session.getConsole(), !noFormat);
        session.getConsole()
                .println(Format.hitRatio(statistics) + " hits, " + statistics.refusedInAll() + " stores refused, "
                        + statistics.errors() + " calls failed");
    }
}
