// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.socache.itests.harness.Karaf;
import org.socache.tck.server.RedisServers;
import org.socache.tck.server.ServerProcess;

/** A redis server of its own, and the feature that lets a node keep caches on it, for as long as a test needs them. */
final class Redis implements AutoCloseable {

    private static final String FEATURE = "socache-provider-redis";

    private final Karaf karaf;
    private final ServerProcess server;

    Redis(Karaf karaf) throws IOException {
        this.karaf = karaf;
        Path directory = Files.createDirectories(karaf.file("redis"));
        server = RedisServers.single(directory);
        karaf.shell("feature:install " + FEATURE);
    }

    /** What {@code CacheSocache} is set to for it. */
    String specification() {
        return "redis:" + server.address();
    }

    /** The node must not use it any more. */
    @Override
    public void close() {
        karaf.shell("feature:uninstall " + FEATURE);
        server.close();
    }
}
