// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.Listable;
import org.socache.tck.ProviderContract;
import org.socache.tck.server.RedisServers;
import org.socache.tck.server.ServerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The contract on every way to have Redis. */
class RedisContractTest {

    private static final Map<String, Object> SETTINGS = Map.of("RedisTimeout", "2s");

    @Nested
    class OneServer extends Contract {
        @Override
        String start(Path place) {
            return run(RedisServers.single(place)).address();
        }
    }

    @Nested
    class ThreeServers extends Contract {
        @Override
        String start(Path place) {
            return run(RedisServers.single(place)).address() + ", "
                    + run(RedisServers.single(place)).address() + ","
                    + run(RedisServers.single(place)).address();
        }
    }

    @Nested
    class Sentinel extends Contract {
        @Override
        String start(Path place) {
            ServerProcess master = run(RedisServers.single(place));
            return "sentinel:mymaster@"
                    + run(RedisServers.sentinel(place, master, 1)).address();
        }
    }

    @Nested
    class Cluster extends Contract {
        @Override
        String start(Path place) {
            List<ServerProcess> nodes = RedisServers.cluster(place, 3);
            nodes.forEach(this::run);
            return "cluster:" + nodes.get(0).address();
        }

        /** A key of it that has moved is listed where it is, and deleted by way of where it was. */
        @Test
        void clear_emptiesASlotThatIsJustMoving() throws Exception {
            CacheInstance moving = open("authn-socache", servedAt());
            moving.store(id("a"), inAMinute(), id("value"));
            String key = "authn-socache:61";
            ServerProcess from = owner(key);
            ServerProcess to =
                    servers().stream().filter(node -> node != from).findFirst().orElseThrow();
            String slot = RedisServers.cli(from, "cluster", "keyslot", key);
            RedisServers.cli(to, "cluster", "setslot", slot, "importing", RedisServers.cli(from, "cluster", "myid"));
            RedisServers.cli(from, "cluster", "setslot", slot, "migrating", RedisServers.cli(to, "cluster", "myid"));
            RedisServers.cli(from, "migrate", "127.0.0.1", String.valueOf(to.port()), key, "0", "1000");
            assertThat(RedisServers.cli(to, "dbsize")).isEqualTo("1");

            ((Listable) moving).clear();

            assertThat(RedisServers.cli(to, "dbsize")).isEqualTo("0");
            servers().forEach(node -> RedisServers.cli(node, "cluster", "setslot", slot, "stable"));
        }

        private ServerProcess owner(String key) {
            return servers().stream()
                    .filter(node -> RedisServers.cli(node, "exists", key).equals("1"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What all of them say of themselves. */
    abstract static class Contract extends ProviderContract {

        private final RedisProvider provider = new RedisProvider(SETTINGS);
        private final List<ServerProcess> servers = new ArrayList<>();
        private String servedAt;

        abstract String start(Path place);

        ServerProcess run(ServerProcess server) {
            servers.add(server);
            return server;
        }

        final List<ServerProcess> servers() {
            return servers;
        }

        final String servedAt() {
            return servedAt;
        }

        @BeforeAll
        void startServers(@TempDir Path place) {
            servedAt = start(place);
        }

        @AfterAll
        void stopServers() {
            servers.forEach(ServerProcess::close);
        }

        @Override
        protected CacheProvider provider() {
            return provider;
        }

        /** The servers stay the same for all tests of a class; what the test before left is dropped. */
        @Override
        protected String argument() {
            servers.stream()
                    .filter(server ->
                            !RedisServers.cli(server, "info", "server").contains("redis_mode:sentinel"))
                    .forEach(server -> RedisServers.cli(server, "flushall"));
            return servedAt;
        }

        @Override
        protected InstantSource clock() {
            return InstantSource.system();
        }

        @Override
        protected void elapse(Duration duration) {
            long end = System.nanoTime() + duration.toNanos();
            await().atMost(duration.plusSeconds(5))
                    .pollInterval(20, TimeUnit.MILLISECONDS)
                    .until(() -> System.nanoTime() >= end);
        }

        @Override
        protected long expiryResolutionMillis() {
            return 200;
        }

        @Override
        protected int maximumObjectSize() {
            return -1;
        }

        @Override
        protected boolean tellsReplacement() {
            return false;
        }

        @Override
        protected boolean counts() {
            return false;
        }

        @Override
        protected Stream<WrongArgument> wrongArguments() {
            return Stream.of(
                    new WrongArgument(null, "redis:host[:port]"),
                    new WrongArgument("", "list of servers"),
                    new WrongArgument("a:x", "\"a:x\""),
                    new WrongArgument("a,b:70000", "70000"),
                    new WrongArgument("sentinel:a:26379", "names no master"),
                    new WrongArgument("sentinel:m@", "list of servers"),
                    new WrongArgument("cluster:", "list of servers"),
                    new WrongArgument("cluster:a:x", "\"a:x\""));
        }
    }
}
