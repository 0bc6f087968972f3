// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.socache.api.SharedCache;

/** The real server in front of a cache of the test. */
public final class TestServer implements AutoCloseable {

    private final ServerCounters counters = new ServerCounters();
    private final DcServer server;

    private TestServer(String listen, SharedCache cache, InstantSource clock, Map<String, Object> more)
            throws IOException {
        Map<String, Object> configuration = new HashMap<>(more);
        configuration.put("Listen", listen);
        configuration.put("Cache", "memory");
        ServerSettings settings = ServerSettings.of(configuration, Path.of("").toAbsolutePath());
        server = DcServer.start("test", settings, new CacheRequests(cache, clock, counters), counters);
    }

    /** Starts one, with further settings. */
    public static TestServer start(String listen, SharedCache cache, InstantSource clock, Map<String, Object> more)
            throws IOException {
        return new TestServer(listen, cache, clock, more);
    }

    /** Starts one. */
    public static TestServer start(String listen, SharedCache cache, InstantSource clock) throws IOException {
        return new TestServer(listen, cache, clock, Map.of());
    }

    /** A port of 127.0.0.1 that is free now. */
    public static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_768);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // the next one
            }
        }
    }

    ServerCounters counters() {
        return counters;
    }

    /** Connections open now. */
    public int open() {
        return counters.open();
    }

    @Override
    public void close() {
        server.close();
    }
}
