// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.Hints;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;
import org.socache.api.spi.OpenContext;
import org.socache.tck.server.Certificates;
import org.socache.tck.server.RedisServers;
import org.socache.tck.server.ServerProcess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What others see of us on the server, and we of them. */
class RedisWireTest {

    @TempDir
    Path directory;

    private ServerProcess server;
    private CacheInstance cache;

    @BeforeEach
    void start() throws Exception {
        server = RedisServers.single(directory);
        cache = open(Map.of("RedisTimeout", "2s"), "authn-socache", server.address());
    }

    @AfterEach
    void stop() {
        cache.close();
        server.close();
    }

    @Test
    void store_isHttpdsKeyAndRawValueWithALife() {
        cache.store(id("al/ice"), InstantSource.system().millis() + 60_000, id("$apr1$hash"));

        assertThat(RedisServers.cli(server, "keys", "*")).isEqualTo("authn-socache:616c2f696365");
        assertThat(RedisServers.cli(server, "get", "authn-socache:616c2f696365"))
                .isEqualTo("$apr1$hash");
        assertThat(Long.parseLong(RedisServers.cli(server, "pttl", "authn-socache:616c2f696365")))
                .isBetween(50_000L, 60_000L);
    }

    @Test
    void find_storedByHttpd_isFoundWithItsExpiry() {
        RedisServers.cli(server, "setex", "authn-socache:616c2f696365", "30", "$apr1$hash");

        Entry entry = cache.find(id("al/ice"));

        assertThat(entry.data()).asString(UTF_8).isEqualTo("$apr1$hash");
        assertThat(entry.expiry() - InstantSource.system().millis()).isBetween(20_000L, 30_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8_191, 8_192, 1 << 20, (1 << 20) + 1, 3_000_000})
    void value_ofAnyLength_comesBackWhole(int length) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);

        cache.store(id("a"), InstantSource.system().millis() + 60_000, data);

        assertThat(cache.retrieve(id("a"))).isEqualTo(data);
        assertThat(cache.find(id("a")).data()).isEqualTo(data);
    }

    @Test
    void find_keyWithoutALife_neverExpires() {
        RedisServers.cli(server, "set", "authn-socache:61", "value");

        assertThat(cache.find(id("a")).expiry()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void iterateAndClear_touchOurOwnKeysAlone() throws Exception {
        List<String> foreign = List.of(
                "mod_ssl-sess:6162", "authn-socachex:6162", "session", "authn-socache:not hex", "xauthn-socache:61");
        foreign.forEach(key -> RedisServers.cli(server, "set", key, "theirs"));
        RedisServers.cli(server, "lpush", "authn-socache:6c697374", "not a string");
        for (int n = 0; n < 1_000; n++) {
            cache.store(id("id" + n), InstantSource.system().millis() + 60_000, id("ours"));
        }

        Set<String> seen = new HashSet<>();
        ((Listable) cache).iterate(entry -> seen.add(new String(entry.id(), UTF_8)));
        assertThat(seen).hasSize(1_000).allMatch(id -> id.startsWith("id"));

        ((Listable) cache).clear();
        assertThat(RedisServers.cli(server, "keys", "*").lines()).containsExactlyInAnyOrderElementsOf(foreign);
    }

    @Test
    void status_isWhatInfoSays() {
        cache.store(id("a"), InstantSource.system().millis() + 60_000, id("value"));

        CacheStatus status = cache.status();

        assertThat(status.servers()).singleElement().satisfies(one -> {
            assertThat(one.address()).isEqualTo(server.address());
            assertThat(one.up()).isTrue();
            assertThat(one.roundTripMicros()).isPositive();
            assertThat(one.detail()).contains("redis ", "master", "of unlimited", "clients");
        });
        assertThat(status.details().get("UsedMemory")).isPositive();
        assertThat(status.details()).containsKeys("MaxMemory", "EvictedKeys", "KeyspaceHits", "ConnectedClients");
    }

    @Test
    void tls_serverOfOurAuthority_isTrusted_andNoOther() throws Exception {
        Certificates certificates = Certificates.make(directory);
        try (ServerProcess secure = RedisServers.secure(directory, certificates.certificate(), certificates.key())) {
            Map<String, Object> settings = Map.of(
                    "RedisTLS", "on", "RedisTimeout", "5s", "RedisTLSCACertificateFile", certificates.certificate());
            try (CacheInstance trusted = open(settings, "authn-socache", secure.address())) {
                trusted.probe();
                assertThat(trusted.store(id("a"), InstantSource.system().millis() + 60_000, id("value"))
                                .stored())
                        .isTrue();
                assertThat(trusted.retrieve(id("a"))).isEqualTo(id("value"));
            }
            try (CacheInstance stranger =
                    open(Map.of("RedisTLS", "on", "RedisTimeout", "5s"), "authn-socache", secure.address())) {
                assertThat(stranger.status().servers())
                        .singleElement()
                        .satisfies(one -> assertThat(one.detail()).contains("unable to find valid certification path"));
            }
        }
    }

    private CacheInstance open(Map<String, Object> settings, String consumer, String argument) throws Exception {
        return new RedisProvider(settings)
                .open(argument, new OpenContext(consumer, Hints.NONE, InstantSource.system(), directory, directory));
    }

    private static byte[] id(String text) {
        return text.getBytes(UTF_8);
    }
}
