// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.spi.CacheProvider;
import org.socache.tck.ProviderContract;
import org.socache.tck.server.MemcachedServers;
import org.socache.tck.server.ServerProcess;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

/** The contract on one memcached, and on three. */
class MemcacheContractTest {

    @Nested
    class OneServer extends Contract {
        @Override
        int servers() {
            return 1;
        }
    }

    @Nested
    class ThreeServers extends Contract {
        @Override
        int servers() {
            return 3;
        }
    }

    /** What both say of themselves. */
    abstract static class Contract extends ProviderContract {

        private final MemcacheProvider provider = new MemcacheProvider(Map.of("MemcacheTimeout", "2s"));
        private final List<ServerProcess> servers = new ArrayList<>();

        abstract int servers();

        @BeforeAll
        void startServers(@TempDir Path place) {
            for (int n = 0; n < servers(); n++) {
                servers.add(MemcachedServers.single(place));
            }
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
        protected String argument() throws IOException {
            for (ServerProcess server : servers) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.getOutputStream().write("flush_all\r\n".getBytes(US_ASCII));
                    socket.getInputStream().read();
                }
            }
            return servers.stream().map(ServerProcess::address).collect(Collectors.joining(","));
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

        /** Lives are whole seconds, rounded down, and the server's second ends when it likes. */
        @Override
        protected long expiryResolutionMillis() {
            return 3_000;
        }

        @Override
        protected boolean tellsExpiry() {
            return false;
        }

        /** item_size_max as memcached comes, less what an item takes beside its data. */
        @Override
        protected int maximumObjectSize() {
            return (1 << 20) - 512;
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
                    new WrongArgument(null, "memcache:host[:port]"),
                    new WrongArgument(",", "list of servers"),
                    new WrongArgument("a:x", "\"a:x\""),
                    new WrongArgument("11211", "a port without a host"),
                    new WrongArgument("a,b:70000", "70000"));
        }
    }
}
