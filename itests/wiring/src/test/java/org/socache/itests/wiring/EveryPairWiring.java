// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.wiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.Hints;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.Switch;
import org.socache.itests.harness.EmbeddedFramework;
import org.socache.tck.Stamped;
import org.socache.tck.server.MemcachedServers;
import org.socache.tck.server.Ports;
import org.socache.tck.server.RedisServers;
import org.socache.tck.server.ServerProcess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One cache in use goes from each of the five providers to each other one; the bundles as built, on real servers. */
@Timeout(120)
class EveryPairWiring {

    private static final Logger LOG = LoggerFactory.getLogger(EveryPairWiring.class);

    private static final int ENTRIES = 200;

    /** Who cannot be listed hands over what is asked for within a minute, as long as it says when that expires. */
    private static final Set<String> NOT_LISTABLE = Set.of("memcache", "dc");

    /** A walk that takes every one of the 20 ordered pairs once. */
    private static final List<String> WALK = List.of(
            ("shmcb dbm shmcb redis shmcb memcache shmcb dc dbm redis dbm memcache dbm dc redis memcache redis dc memcache"
                            + " dc shmcb")
                    .split(" "));

    @TempDir
    Path directory;

    private final Map<String, String> places = new LinkedHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private SharedCache cache;
    private ManagedCache managed;

    @BeforeEach
    void startAll() throws Exception {
        Files.createDirectories(directory.resolve("data"));
        ServerProcess redis = RedisServers.single(directory);
        open.add(redis);
        ServerProcess memcached = MemcachedServers.single(directory);
        open.add(memcached);
        EmbeddedFramework framework = new EmbeddedFramework(directory);
        open.add(framework);
        String distcache = "IP:127.0.0.1:" + Ports.free();
        framework
                .service(ConfigurationAdmin.class)
                .getFactoryConfiguration("org.socache.dc.server", "pairs", "?")
                .update(new Hashtable<>(Map.of("Listen", distcache, "Cache", "shmcb:data/dc.cache(8M)")));
        framework.start("org.socache.core");
        framework.start("org.socache.provider.shmcb");
        for (String feature :
                List.of("provider-dbm", "provider-redis", "provider-memcache", "provider-dc", "dc-server")) {
            framework.startFeature("socache-" + feature);
        }
        places.put("shmcb", "shmcb:data/pairs.cache(32M)");
        places.put("dbm", "dbm:data/pairs.db");
        places.put("redis", "redis:" + redis.address());
        places.put("memcache", "memcache:" + memcached.address());
        places.put("dc", "dc:" + distcache);
        cache = framework
                .service(SharedCaches.class)
                .open(
                        new CacheRegistration("cache-pairs", "pairs", "org.socache.pairs", "CacheSocache"),
                        CacheSpecification.parse(places.get("shmcb")),
                        Hints.NONE);
        managed = framework.service(CacheAdmin.class).cache("pairs").orElseThrow();
        await().until(() -> cache.state() == CacheState.BOUND
                && framework
                                .context()
                                .getServiceReferences((String) null, "(jmx.objectname=org.socache:type=DcServer,*)")
                        != null);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int n = open.size() - 1; n >= 0; n--) {
            open.get(n).close();
        }
    }

    @Test
    void switchTo_everyOrderedPairUnderLoad_losesNothingThatCouldBeListed() throws Exception {
        StringBuilder table = new StringBuilder(
                String.format("%n%-18s %8s %8s %8s %8s%n", "from -> to", "readable", "moved", "skipped", "ms"));
        try (Users users = new Users()) {
            for (int n = 1; n < WALK.size(); n++) {
                table.append(go(WALK.get(n - 1), WALK.get(n), n));
            }
            assertThat(users.calls.get()).as("calls meanwhile").isGreaterThan(WALK.size() * 10L);
            assertThat(users.surprises).isEmpty();
        }
        LOG.info("{}", table);
        assertThat(WALK).hasSize(5 * 4 + 1);
    }

    /** Stores a generation of entries, switches, and reads all of it; a line of the table. */
    private String go(String from, String to, int generation) throws Exception {
        for (int n = 0; n < ENTRIES; n++) {
            byte[] id = id("kept-" + n);
            assertThat(cache.store(id, soon(), Stamped.data(id, generation, 300))
                            .stored())
                    .as("%s stores", from)
                    .isTrue();
        }
        long start = System.nanoTime();
        Switch under = managed.switchTo(CacheSpecification.parse(places.get(to)));
        boolean listable = !NOT_LISTABLE.contains(from);
        if (listable) {
            assertThat(under.await(Duration.ofSeconds(20)))
                    .as("%s -> %s ends", from, to)
                    .isTrue();
        }
        long took = System.nanoTime() - start;
        for (int n = 0; n < ENTRIES; n++) {
            byte[] id = id("kept-" + n);
            // a machine that stalls may make a call miss; what was lost never comes
            await(from + " -> " + to + " keeps what was readable")
                    .pollDelay(Duration.ZERO)
                    .until(() -> cache.retrieve(id) != null);
            assertThat(Stamped.verify(id, cache.retrieve(id)))
                    .as("%s -> %s: the newest value", from, to)
                    .isEqualTo(generation);
        }
        assertThat(under.moved()).as("moved from %s to %s", from, to).isGreaterThanOrEqualTo(listable ? ENTRIES : 0);
        return String.format(
                "%-18s %8d %8d %8d %8d%n",
                from + " -> " + to, ENTRIES, under.moved(), under.skipped(), took / 1_000_000);
    }

    /** Callers who go on all the while, on entries of their own. */
    private final class Users implements AutoCloseable {

        private final AtomicBoolean stop = new AtomicBoolean();
        private final AtomicLong calls = new AtomicLong();
        private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = List.of(new Thread(() -> run("one")), new Thread(() -> run("two")));

        Users() {
            threads.forEach(Thread::start);
        }

        private void run(String name) {
            try {
                for (long version = 0; !stop.get(); version++) {
                    byte[] id = id(name + version % 100);
                    cache.store(id, soon(), Stamped.data(id, version, 300));
                    byte[] data = cache.retrieve(id);
                    if (data != null && Stamped.verify(id, data) != version) {
                        throw new AssertionError("an older value of " + name + " after a store");
                    }
                    calls.addAndGet(2);
                    // a ring forgets what was stored a ring ago
                    LockSupport.parkNanos(1_000_000);
                }
            } catch (RuntimeException | Error surprise) {
                surprises.add(surprise);
            }
        }

        @Override
        public void close() {
            stop.set(true);
            await().until(() -> threads.stream().noneMatch(Thread::isAlive));
        }
    }

    private static long soon() {
        return System.currentTimeMillis() + 60_000;
    }

    private static byte[] id(String text) {
        return text.getBytes(UTF_8);
    }
}
