// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.Entry;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.Refusal;
import org.socache.api.ServerStatus;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;
import org.socache.tck.server.BadServer;
import org.socache.tck.server.Certificates;
import org.socache.tck.server.Load;
import org.socache.tck.server.Ports;
import org.socache.tck.server.RedisServers;
import org.socache.tck.server.ServerProcess;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a server may do to us, on real servers. */
@Timeout(120)
class RedisFaultTest {

    private static final Logger LOG = LoggerFactory.getLogger(RedisFaultTest.class);

    /** Two attempts of RedisTimeout each would be half a second; the machine may have other work. */
    private static final Duration CALL_LIMIT = Duration.ofMillis(2_000);

    /** What the project promises. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final Map<String, Object> settings = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int n = open.size() - 1; n >= 0; n--) {
            open.get(n).close();
        }
    }

    @Test
    void serverAbsentAtStart_opensAtOnce_andWorksWhenItComes() throws Exception {
        ServerProcess server = run(RedisServers.single(directory));
        server.kill();
        CacheInstance cache = open(server.address());

        assertThat(store(cache, "a", "value").refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThatThrownBy(() -> cache.retrieve(id("a")))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("redis server " + server.address() + " is down");
        assertThatThrownBy(cache::probe).isInstanceOf(ProviderException.class);

        server.start();

        cache.probe();
        assertThat(store(cache, "a", "value").stored()).isTrue();
        assertThat(cache.retrieve(id("a"))).asString(UTF_8).isEqualTo("value");
    }

    @Test
    void serverKilledAndRestartedUnderLoad_isBackWithinFiveSeconds() throws Exception {
        ServerProcess server = run(RedisServers.single(directory));
        CacheInstance cache = open(server.address());
        try (Load load = Load.on(cache, 8)) {
            await().until(() -> load.hits() > 1_000);
            server.kill();
            await().until(() -> load.failures() > 100);
            server.start();

            long before = load.hits();
            await().atMost(BACK_WITHIN).until(() -> load.hits() > before + 1_000);

            assertThat(load.surprises()).isEmpty();
            // the slowest of all may have been a thread that got no processor
            assertThat(load.percentile(0.99)).isLessThan(CALL_LIMIT);
        }
    }

    @Test
    void serverStopped_noCallerWaitsBeyondItsLimit_andServiceResumes() throws Exception {
        ServerProcess server = run(RedisServers.single(directory));
        CacheInstance cache = open(server.address());
        try (Load load = Load.on(cache, 16)) {
            await().until(() -> load.hits() > 1_000);
            load.resetTimes();
            server.freeze();
            long thaw = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            await().atMost(20, TimeUnit.SECONDS).until(() -> System.nanoTime() > thaw);
            LOG.info(
                    "10 s of SIGSTOP, 16 callers: p99 {} us, slowest {} ms",
                    load.percentile(0.99).toNanos() / 1_000,
                    load.percentile(1).toMillis());
            // the slowest of all may have been a thread that got no processor
            assertThat(load.percentile(0.99)).isLessThan(CALL_LIMIT);
            server.thaw();

            long before = load.hits();
            await().atMost(BACK_WITHIN).until(() -> load.hits() > before + 1_000);
            assertThat(load.surprises()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "$100\r\ntoo short",
                "$-7\r\n",
                "$2147483647\r\n",
                "$99999999999\r\n",
                "-MOVED 1 127.0.0.1:1\r\n",
                "-MOVED\r\n",
                "-MOVED 1 nowhere\r\n",
                "-ASK 1\r\n",
                "-CLUSTERDOWN\r\n",
                "-LOADING\r\n",
                "-READONLY You can't write against a read only replica.\r\n",
                "-\r\n",
                "%2147483647\r\n",
                "*1000000000\r\n",
                "+OK",
                ":12\r\n",
                "\u0000\u0001\u0002\u00ff",
                "",
            })
    void serverAnswersNonsense_isAProviderException(String answer) throws Exception {
        BadServer server = BadServer.answering(answer.getBytes(ISO_8859_1));
        open.add(server);
        CacheInstance cache = open(server.address());

        for (int n = 0; n < 3; n++) {
            assertThatThrownBy(() -> cache.retrieve(id("a"))).isInstanceOf(ProviderException.class);
            assertThatThrownBy(() -> cache.find(id("a"))).isInstanceOf(ProviderException.class);
            assertThat(store(cache, "a", "value").stored()).isFalse();
            assertThatThrownBy(cache::probe).isInstanceOf(ProviderException.class);
            assertThat(cache.status().servers()).noneMatch(ServerStatus::up);
        }
    }

    @Test
    void serverRefusesEverything_storeIsRefused_andReadingFails() throws Exception {
        BadServer server = BadServer.answering("-ERR not for you\r\n".getBytes(ISO_8859_1));
        open.add(server);
        CacheInstance cache = open(server.address());

        assertThat(store(cache, "a", "value").stored()).isFalse();
        assertThatThrownBy(() -> cache.retrieve(id("a"))).isInstanceOf(ProviderException.class);
    }

    @Test
    void connectionsCutUnderLoad_neverMixAnswers() throws Exception {
        ServerProcess server = run(RedisServers.single(directory));
        CacheInstance cache = open(server.address());
        try (Load load = Load.on(cache, 8)) {
            for (int n = 0; n < 30; n++) {
                long before = load.hits();
                RedisServers.cli(server, "client", "kill", "type", "normal");
                await().until(() -> load.hits() > before + 50);
            }
            assertThat(load.surprises()).isEmpty();
        }
    }

    @Test
    void serverAnswersByteByByte_costsOneLimit() throws Exception {
        BadServer server =
                BadServer.dripping(("$5000\r\n" + "x".repeat(5_000)).getBytes(ISO_8859_1), Duration.ofMillis(20));
        open.add(server);
        CacheInstance cache = open(server.address());
        assertThat(cache.bounded()).isTrue();

        long start = System.nanoTime();
        assertThatThrownBy(() -> cache.retrieve(id("a"))).isInstanceOf(ProviderException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CALL_LIMIT);
    }

    @Test
    void serverAnswersByteByByteUnderTls_costsOneLimit() throws Exception {
        Certificates certificates = Certificates.make(directory);
        settings.put("RedisTLS", "on");
        settings.put("RedisTLSCACertificateFile", certificates.certificate());
        ServerProcess server = RedisServers.secure(directory, certificates.certificate(), certificates.key());
        open.add(server);
        DrippingProxy proxy = new DrippingProxy(server.port());
        open.add(proxy);
        CacheInstance cache = open(proxy.address());
        await().until(() -> store(cache, "a", "x".repeat(5_000)).stored());
        proxy.drip();

        long start = System.nanoTime();
        assertThatThrownBy(() -> cache.retrieve(id("a"))).isInstanceOf(ProviderException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CALL_LIMIT);
    }

    @Test
    void serverReadsNothing_largestBoundedStoreCostsOneLimit() throws Exception {
        ServerSocket deaf = new ServerSocket();
        open.add(deaf);
        deaf.setReceiveBufferSize(1_024);
        deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()));
        CacheInstance cache = open("127.0.0.1:" + deaf.getLocalPort());
        byte[] data = new byte[cache.boundedData() - 1];
        assertThat(data).hasSizeGreaterThan(50_000);

        long start = System.nanoTime();
        assertThat(cache.store(id("a"), inAMinute(), data).refusal()).isEqualTo(Refusal.UNAVAILABLE);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CALL_LIMIT);
        assertThatThrownBy(() -> cache.retrieve(id("a"))).hasMessageEndingWith(" is down: no answer within 250 ms");
        assertThat(cache.status().servers())
                .singleElement()
                .satisfies(server -> assertThat(server.detail()).isEqualTo("no answer within 250 ms"));
    }

    @Test
    void callerIsInterrupted_theServerIsStillUsed() throws Exception {
        CacheInstance unconnected = open(run(RedisServers.single(directory)).address());

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> unconnected.retrieve(id("a")))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(store(unconnected, "a", "value").stored()).isTrue();
    }

    @Test
    void connectionChurn_leaksNeitherSocketsNorThreads() throws Exception {
        settings.put("RedisTimeout", "5s"); // thousands of calls in a row, and not one may be late
        ServerProcess server = run(RedisServers.single(directory));
        store(open(server.address()), "warm", "up");
        long threads = Thread.getAllStackTraces().size();
        long files = openFiles();
        // -Dsocache.churn=10000 is the full form, half a minute; what one call in fifty leaves behind shows here too
        for (int n = 0; n < Integer.getInteger("socache.churn", 1_000); n++) {
            try (CacheInstance cache = open(server.address())) {
                assertThat(store(cache, "n" + n, "value").stored()).isTrue();
            }
            open.remove(open.size() - 1);
        }
        await().untilAsserted(() -> {
            assertThat(openFiles()).isLessThan(files + 20);
            assertThat(Thread.getAllStackTraces().size()).isLessThan((int) threads + 5);
        });
    }

    @Test
    void password_wrongThenRight_isTakenFromItsFileWithoutARestart() throws Exception {
        ServerProcess server = run(RedisServers.single(directory, "--requirepass", "open sesame"));
        Path file = Files.writeString(directory.resolve("password"), "guess");
        settings.put("RedisPasswordFile", file);
        CacheInstance cache = open(server.address());
        assertThatThrownBy(() -> cache.retrieve(id("a")))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("refuses our user or password")
                .hasMessageNotContaining("guess");

        Files.writeString(file, "open sesame\n");

        cache.probe();
        assertThat(store(cache, "a", "value").stored()).isTrue();
        assertThat(cache.status() + cache.toString() + settings).doesNotContain("sesame");
    }

    @Test
    void aclUser_isUsed() throws Exception {
        ServerProcess server = run(RedisServers.single(directory));
        RedisServers.cli(server, "acl", "setuser", "socache", "on", ">secret", "~authn-socache:*", "+@all");
        RedisServers.cli(server, "acl", "setuser", "default", "off");
        settings.put("RedisUser", "socache");
        settings.put("RedisPassword", "secret");

        assertThat(store(open(server.address()), "a", "value").stored()).isTrue();
    }

    @Test
    void aclUser_withTheRightsThatTheManualNames_isEnough() throws Exception {
        ServerProcess server = run(RedisServers.single(directory));
        CacheInstance cache = open(server, "~authn-socache:*", "+get +set +del +pttl +ping +scan +info");

        assertThat(store(cache, "a", "value").stored()).isTrue();
        assertThat(cache.find(id("a")).data()).asString(UTF_8).isEqualTo("value");
        assertThat(cache.remove(id("a"))).isTrue();
        store(cache, "b", "value");
        List<Entry> listed = new ArrayList<>();
        ((Listable) cache).iterate(listed::add);
        assertThat(listed).hasSize(1);
        ((Listable) cache).clear();
        assertThat(cache.retrieve(id("b"))).isNull();
        cache.probe();
        assertThat(cache.status().servers()).singleElement().matches(ServerStatus::up);
    }

    @Test
    void aclUser_whoMayNotAskInfo_isServedAndTheServerIsUp() throws Exception {
        ServerProcess server = run(RedisServers.single(directory));
        CacheInstance cache = open(server, "~authn-socache:*", "+get +set +del +pttl +ping +scan");

        assertThat(cache.status().servers()).singleElement().satisfies(one -> {
            assertThat(one.up()).isTrue();
            assertThat(one.roundTripMicros()).isPositive();
            assertThat(one.detail()).contains("INFO");
        });
        assertThat(store(cache, "a", "value").stored()).isTrue();
    }

    /** As a user of these rights, and as nobody else. */
    private CacheInstance open(ServerProcess server, String keys, String rights) throws Exception {
        List<String> command = new ArrayList<>(List.of("acl", "setuser", "socache", "on", ">secret", keys));
        command.addAll(List.of(rights.split(" ")));
        RedisServers.cli(server, command.toArray(String[]::new));
        settings.put("RedisUser", "socache");
        settings.put("RedisPassword", "secret");
        return open(server.address());
    }

    @Test
    void noConnectionToSpare_saysNothingOfTheServer() throws Exception {
        settings.put("RedisMaxConnections", "1");
        CacheInstance cache = open(run(RedisServers.single(directory)).address());
        store(cache, "a", "value");

        ((Listable) cache).iterate(entry -> {
            assertThatThrownBy(() -> cache.retrieve(id("a")))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("RedisMaxConnections");
            return false;
        });

        assertThat(cache.retrieve(id("a"))).asString(UTF_8).isEqualTo("value");
    }

    @Test
    void noConnectionToSpare_aRefusedStore_leavesNothingOfTheOldValue() throws Exception {
        settings.put("RedisMaxConnections", "1");
        CacheInstance cache = open(run(RedisServers.single(directory)).address());
        store(cache, "a", "old");
        store(cache, "b", "value");

        ((Listable) cache).iterate(entry -> {
            assertThat(store(cache, "a", "new").refusal()).isEqualTo(Refusal.UNAVAILABLE);
            return false;
        });

        await().ignoreException(ProviderException.class).until(() -> cache.retrieve(id("a")) == null);
        assertThat(cache.retrieve(id("b"))).asString(UTF_8).isEqualTo("value");
    }

    @Test
    void memoryFull_isARefusal_andTheOldValueIsGone() throws Exception {
        ServerProcess server = run(RedisServers.single(directory, "--maxmemory", "3mb"));
        CacheInstance cache = open(server.address());
        store(cache, "a", "old");
        byte[] big = new byte[4 << 20];

        assertThat(cache.store(id("b"), inAMinute(), big).stored())
                .as("the first that is too much")
                .isIn(true, false);
        assertThat(cache.store(id("a"), inAMinute(), big).refusal()).isEqualTo(Refusal.NO_SPACE);

        assertThat(cache.retrieve(id("a"))).isNull();
        cache.probe();
    }

    @Test
    void oneServerOfThreeLost_theRestTakesOver_andNothingStaleComesBack() throws Exception {
        List<ServerProcess> servers = IntStream.range(0, 3)
                .mapToObj(n -> run(RedisServers.single(directory)))
                .toList();
        CacheInstance cache = open(
                String.join(",", servers.stream().map(ServerProcess::address).toList()));
        IntStream.range(0, 300).forEach(n -> store(cache, "id" + n, "old"));

        servers.get(1).freeze();
        for (int n = 0; n < 300; n++) {
            while (!store(cache, "id" + n, "new").stored()) {
                // the call that finds out fails; the next goes elsewhere
            }
            assertThat(cache.retrieve(id("id" + n))).asString(UTF_8).isEqualTo("new");
        }
        servers.get(1).thaw();
        await().atMost(BACK_WITHIN)
                .until(() -> cache.status().servers().stream().allMatch(ServerStatus::up));
        cache.probe();

        for (int n = 0; n < 300; n++) {
            byte[] data = cache.retrieve(id("id" + n));
            if (data != null) {
                assertThat(data).asString(UTF_8).isEqualTo("new");
            }
        }
    }

    @Test
    void oneServerOfTwoStopped_theOtherGoesOn_andNoCallPaysForTryingAgain() throws Exception {
        ServerProcess stopped = run(RedisServers.single(directory));
        CacheInstance cache = open(
                stopped.address() + "," + run(RedisServers.single(directory)).address());
        try (Load load = Load.on(cache, 4)) {
            await().until(() -> load.hits() > 1_000);
            stopped.freeze();
            await().until(() -> load.failures() > 0);
            // a caller may have chosen the server just before, and got no processor since
            elapse(Duration.ofMillis(1_500));

            long failures = load.failures();
            long start = System.nanoTime();
            cache.probe();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
            elapse(Duration.ofMillis(2_500));

            assertThat(load.failures()).isEqualTo(failures);
            stopped.thaw();
        }
    }

    private static void elapse(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        await().until(() -> System.nanoTime() > end);
    }

    @Test
    void clusterNodeKilledUnderLoad_theOthersGoOn_andItsShareResumes() throws Exception {
        List<ServerProcess> nodes = RedisServers.cluster(directory, 3);
        nodes.forEach(this::run);
        CacheInstance cache =
                open("cluster:" + nodes.get(0).address() + "," + nodes.get(1).address());
        try (Load load = Load.on(cache, 4)) {
            await().until(() -> load.hits() > 1_000);
            nodes.get(2).kill();
            await().until(() -> load.failures() > 10);
            long before = load.hits();
            await().atMost(BACK_WITHIN).until(() -> load.hits() > before + 500);

            nodes.get(2).start();
            await().atMost(Duration.ofSeconds(15)).until(() -> {
                long failures = load.failures();
                long hits = load.hits();
                await().until(() -> load.hits() > hits + 500);
                return load.failures() == failures;
            });
            assertThat(load.surprises()).isEmpty();
        }
        assertThat(cache.status().servers()).hasSize(3).allMatch(ServerStatus::up);
    }

    @Test
    void clusterNodeKilled_whatItIsAskedInAPipelineFailsAsACallDoes() throws Exception {
        List<ServerProcess> nodes = RedisServers.cluster(directory, 3);
        nodes.forEach(this::run);
        String address = "cluster:" + nodes.get(0).address();
        RedisArgument argument = RedisArgument.parse(address);
        CacheInstance cache = open(address);
        RedisServer server = new RedisServer(
                argument.kind(), () -> RedisAccess.toCluster(argument, new RedisSettings(settings)), 1_000);
        open.add(server);
        List<String> keys = IntStream.range(0, 50).mapToObj(n -> "key" + n).toList();
        keys.forEach(key -> findOrNull(cache, key));
        server.delete(keys);

        // connections to it are still in the pools
        nodes.get(2).kill();

        assertThatThrownBy(() -> server.delete(keys)).isInstanceOf(ProviderException.class);
        assertThatNoException().isThrownBy(() -> keys.forEach(key -> findOrNull(cache, key)));
    }

    private static Entry findOrNull(CacheInstance cache, String id) {
        try {
            return cache.find(id(id));
        } catch (ProviderException away) {
            return null;
        }
    }

    @Test
    void masterKilledUnderLoad_sentinelsNameAnother_andServiceResumes() throws Exception {
        ServerProcess master = run(RedisServers.single(directory));
        ServerProcess replica = run(RedisServers.single(directory, "--replicaof", "127.0.0.1 " + master.port()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> RedisServers.cli(replica, "info", "replication").contains("master_link_status:up"));
        List<String> sentinels = IntStream.range(0, 3)
                .mapToObj(n -> run(RedisServers.sentinel(directory, master, 2)).address())
                .toList();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            String port = sentinels.get(0).replaceAll(".*:", "");
            String known = RedisServers.cli(Integer.parseInt(port), "sentinel", "master", "mymaster");
            return known.matches("(?s).*num-slaves\\s+1\\s.*") && known.matches("(?s).*num-other-sentinels\\s+2\\s.*");
        });
        CacheInstance cache = open("sentinel:mymaster@" + String.join(",", sentinels));
        try (Load load = Load.on(cache, 4)) {
            await().until(() -> load.hits() > 1_000);
            master.kill();
            await().until(() -> load.failures() > 10);
            long before = load.hits();
            await().atMost(Duration.ofSeconds(30)).until(() -> load.hits() > before + 1_000);
            assertThat(load.surprises()).isEmpty();
        }
        assertThat(cache.status().servers()).singleElement().matches(ServerStatus::up);
    }

    @Test
    void settingsChanged_openCachesFollow() throws Exception {
        ServerProcess server = run(RedisServers.single(directory, "--requirepass", "secret"));
        RedisProvider provider = new RedisProvider(settings);
        CacheInstance cache = open(provider, server.address());
        assertThat(store(cache, "a", "value").stored()).isFalse();

        provider.modified(Map.of("RedisPassword", "secret"));
        assertThat(store(cache, "a", "value").stored()).isTrue();

        provider.modified(Map.of("RedisPassword", "wrong", "RedisTimeout", "0"));
        assertThat(store(cache, "a", "value").stored())
                .as("refused settings change nothing")
                .isTrue();
    }

    @Test
    void noServerAnywhere_statusTellsWhy() throws Exception {
        CacheInstance cache = open("127.0.0.1:" + Ports.free());

        assertThat(cache.status().servers()).singleElement().satisfies(server -> {
            assertThat(server.up()).isFalse();
            assertThat(server.detail()).contains("Connection refused");
        });
    }

    private <T extends ServerProcess> T run(T server) {
        open.add(server);
        return server;
    }

    private CacheInstance open(String argument) throws InvalidSpecificationException {
        return open(new RedisProvider(settings), argument);
    }

    private CacheInstance open(RedisProvider provider, String argument) throws InvalidSpecificationException {
        CacheInstance cache = provider.open(
                argument, new OpenContext("authn-socache", Hints.NONE, InstantSource.system(), directory, directory));
        open.add(cache);
        return cache;
    }

    private static StoreResult store(CacheInstance cache, String id, String value) {
        return cache.store(id(id), inAMinute(), value.getBytes(UTF_8));
    }

    private static long inAMinute() {
        return InstantSource.system().millis() + 60_000;
    }

    private static byte[] id(String text) {
        return text.getBytes(UTF_8);
    }

    private static long openFiles() {
        String[] files = Path.of("/proc/self/fd").toFile().list();
        return files == null ? 0 : files.length;
    }
}
