// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.Hints;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.tck.server.Httpd;
import org.socache.tck.server.MemcachedServers;
import org.socache.tck.server.ServerProcess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A real httpd and we, side by side on one server. */
class MemcacheHttpdTest {

    @TempDir
    Path directory;

    @Test
    void entries_ofHttpdAreReadHere_andOursThere() throws Exception {
        try (ServerProcess server = MemcachedServers.single(directory);
                Httpd httpd = Httpd.start(directory, "memcache:" + server.address());
                CacheInstance cache = open(server.address())) {
            assertThat(httpd.login("alice", "secret")).isEqualTo(200);
            assertThat(cache.retrieve(Httpd.ALICE.getBytes(UTF_8)))
                    .asString(UTF_8)
                    .isEqualTo(Httpd.hash("secret"));

            assertThat(httpd.login("bob", "from Karaf")).isEqualTo(401);
            long inAMinute = InstantSource.system().millis() + 60_000;
            assertThat(cache.store(
                                    Httpd.BOB.getBytes(UTF_8),
                                    inAMinute,
                                    Httpd.hash("from Karaf").getBytes(UTF_8))
                            .stored())
                    .isTrue();
            assertThat(httpd.login("bob", "from Karaf")).isEqualTo(200);
        }
    }

    private CacheInstance open(String argument) throws Exception {
        return new MemcacheProvider(Map.of("MemcacheTimeout", "2s"))
                .open(
                        argument,
                        new OpenContext("authn-socache", Hints.NONE, InstantSource.system(), directory, directory));
    }
}
