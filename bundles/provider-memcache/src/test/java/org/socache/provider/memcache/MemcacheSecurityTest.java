// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.tck.server.Certificates;
import org.socache.tck.server.MemcachedServers;
import org.socache.tck.server.ServerProcess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Servers that ask who we are, and servers that say who they are; Debian's memcached is built with both. */
@Timeout(60)
class MemcacheSecurityTest {

    @TempDir
    Path directory;

    @Test
    void tls_serverOfOurAuthority_isTrusted_andNoOther() throws Exception {
        Certificates certificates = Certificates.make(directory);
        try (ServerProcess secure = MemcachedServers.secure(directory, certificates)) {
            Map<String, Object> trusting = Map.of(
                    "MemcacheTLS",
                    "on",
                    "MemcacheTimeout",
                    "5s",
                    "MemcacheTLSCACertificateFile",
                    certificates.certificate());
            try (CacheInstance trusted = open(trusting, secure)) {
                assertThat(store(trusted, "value")).isEqualTo(StoreResult.STORED);
                assertThat(trusted.retrieve(id())).asString(UTF_8).isEqualTo("value");
                assertThat(trusted.remove(id())).isTrue();
                trusted.probe();
            }
            try (CacheInstance stranger = open(Map.of("MemcacheTLS", "on"), secure)) {
                assertThat(store(stranger, "value").refusal()).isEqualTo(Refusal.UNAVAILABLE);
            }
        }
    }

    @Test
    void sasl_userWithTheRightPassword_isLetIn_andNobodyElse() throws Exception {
        try (ServerProcess closed = MemcachedServers.closed(directory, "socache", "secret")) {
            try (CacheInstance known = open(user("secret"), closed)) {
                assertThat(store(known, "value")).isEqualTo(StoreResult.STORED);
                assertThat(known.retrieve(id())).asString(UTF_8).isEqualTo("value");
                assertThat(store(known, "newer").stored()).isTrue();
                assertThat(known.retrieve(id())).asString(UTF_8).isEqualTo("newer");
                assertThat(known.remove(id())).isTrue();
                assertThat(known.retrieve(id())).isNull();
                known.probe();
            }
            try (CacheInstance wrong = open(user("guessed"), closed)) {
                assertThat(store(wrong, "value").refusal()).isEqualTo(Refusal.UNAVAILABLE);
            }
            try (CacheInstance nobody = open(Map.of(), closed)) {
                assertThat(store(nobody, "value").refusal()).isEqualTo(Refusal.UNAVAILABLE);
            }
        }
    }

    private static Map<String, Object> user(String password) {
        return Map.of("MemcacheUser", "socache", "MemcachePassword", password, "MemcacheTimeout", "2s");
    }

    private CacheInstance open(Map<String, Object> settings, ServerProcess server) throws Exception {
        return new MemcacheProvider(settings)
                .open(
                        server.address(),
                        new OpenContext("authn-socache", Hints.NONE, InstantSource.system(), directory, directory));
    }

    private static StoreResult store(CacheInstance cache, String value) {
        return cache.store(id(), InstantSource.system().millis() + 60_000, value.getBytes(UTF_8));
    }

    private static byte[] id() {
        return "alice".getBytes(UTF_8);
    }
}
