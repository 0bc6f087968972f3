// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.wiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.Hints;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.authn.Identity;
import org.socache.authn.Verdict;
import org.socache.authn.cache.Counters;
import org.socache.authn.cache.CredentialCache;
import org.socache.authn.cache.NodeKeys;
import org.socache.authn.config.AuthnSettingsReader;
import org.socache.itests.harness.EmbeddedFramework;
import org.socache.tck.server.RedisServers;
import org.socache.tck.server.ServerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The authentication caches of two nodes, each with core and provider bundles of its own, on one Redis and one key file. */
@Timeout(60)
class SharedLoginsWiring {

    private static final Identity ALICE = new Identity("site", "ldap", "", "alice");
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicInteger questions = new AtomicInteger();
    private Path keyFile;
    private CredentialCache here;
    private CredentialCache there;

    @BeforeEach
    void startAll() throws Exception {
        ServerProcess redis = RedisServers.single(directory);
        open.add(redis);
        keyFile = directory.resolve("authn.keys");
        write("11".repeat(32));
        here = node("here", redis);
        there = node("there", redis);
    }

    private CredentialCache node(String name, ServerProcess redis) throws Exception {
        EmbeddedFramework framework = new EmbeddedFramework(Files.createDirectories(directory.resolve(name)));
        open.add(framework);
        framework.start("org.socache.core");
        framework.startFeature("socache-provider-redis");
        SharedCache cache = framework
                .service(SharedCaches.class)
                .open(
                        new CacheRegistration(
                                "authn-socache",
                                "authn",
                                AuthnSettingsReader.PID,
                                AuthnSettingsReader.SOCACHE_DIRECTIVE),
                        CacheSpecification.parse("redis:" + redis.address()),
                        Hints.NONE);
        await().until(() -> cache.state() == CacheState.BOUND);
        NodeKeys keys = new NodeKeys(InstantSource.system());
        keys.use(keyFile, keys.read(keyFile));
        return new CredentialCache(
                AuthnSettingsReader.read(Map.of(), directory),
                () -> cache,
                keys,
                new Counters(),
                InstantSource.system());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int n = open.size() - 1; n >= 0; n--) {
            open.get(n).close();
        }
    }

    @Test
    void login_onOneNode_countsOnTheOther_untilItIsForgottenOnEither() {
        assertThat(asks(here)).isTrue();
        assertThat(asks(there)).isFalse();

        here.forgetUser("alice");
        assertThat(asks(here)).as("at once").isTrue();
        here.forgetUser("alice");
        await("there").atMost(A_SECOND).until(() -> asks(there));

        there.flush();
        await("back here").atMost(A_SECOND).until(() -> asks(here));
    }

    @Test
    void keyReplacedInTheFile_oldEntriesStayGood_alsoWhenOnlyOneNodeHasReadIt() throws Exception {
        asks(here);

        write("22".repeat(32) + "\n" + "11".repeat(32));
        here.rotateKey();

        assertThat(asks(here)).isFalse();
        assertThat(asks(there)).isFalse();
        // told of by who has the new key, to one who may have the old one only
        here.forgetUser("alice");
        await("there").atMost(A_SECOND).until(() -> asks(there));
    }

    private boolean asks(CredentialCache node) {
        int before = questions.get();
        Verdict verdict =
                node.<RuntimeException>authenticate(ALICE, "secret".toCharArray(), Duration.ofMinutes(5), () -> {
                    questions.incrementAndGet();
                    return Verdict.granted(new byte[0]);
                });
        assertThat(verdict.granted()).isTrue();
        return questions.get() > before;
    }

    private void write(String keys) throws Exception {
        Files.writeString(keyFile, keys);
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
        // a file system may have only seconds
        Files.setLastModifiedTime(keyFile, FileTime.from(Instant.ofEpochSecond(1_700_000_000L + keys.length())));
    }
}
