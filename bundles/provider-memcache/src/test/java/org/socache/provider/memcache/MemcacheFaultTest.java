// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.Entry;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;
import org.socache.tck.server.BadServer;
import org.socache.tck.server.Load;
import org.socache.tck.server.MemcachedServers;
import org.socache.tck.server.ServerProcess;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a memcached may do to us, and what others see of us on it; on real servers. */
@Timeout(120)
class MemcacheFaultTest {

    private static final Logger LOG = LoggerFactory.getLogger(MemcacheFaultTest.class);

    /** Two attempts of MemcacheTimeout each would be half a second; the machine may have other work. */
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
        ServerProcess server = run(MemcachedServers.single(directory));
        server.kill();
        CacheInstance cache = open(server.address());

        assertThat(store(cache, "a", "value").refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThatThrownBy(() -> cache.retrieve(id("a")))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("memcache server " + server.address() + " is down");
        assertThat(cache.status().servers()).singleElement().matches(status -> !status.up());

        server.start();

        await().atMost(BACK_WITHIN).until(() -> store(cache, "a", "value").stored());
        assertThat(cache.retrieve(id("a"))).asString(UTF_8).isEqualTo("value");
        cache.probe();
    }

    @Test
    void serverKilledAndRestartedUnderLoad_isBackWithinFiveSeconds() throws Exception {
        ServerProcess server = run(MemcachedServers.single(directory));
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

    /** What nobody has used for a second may have been ended by the server, or by what stands between. */
    private static void awaitIdle(long used) {
        await().until(() -> System.nanoTime() - used > TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void connectionThatDiedWhileNobodyUsedIt_costsNoCall() throws Exception {
        settings.put("MemcacheTimeout", "5s"); // the machine may have other work
        ServerProcess server = run(MemcachedServers.single(directory));
        CacheInstance cache = open(server.address());
        store(cache, "a", "value");
        long used = System.nanoTime();

        server.kill();
        server.start();
        awaitIdle(used);

        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(store(cache, "a", "value").stored()).isTrue();
    }

    @Test
    void connectionThatDiedWhileNobodyUsedIt_costsNoneOfManyCallsAtOnce() throws Exception {
        ServerProcess server = run(MemcachedServers.single(directory));
        settings.put("MemcacheTimeout", "5s");
        CacheInstance cache = open(server.address());
        cache.retrieve(id("a"));
        long used = System.nanoTime();
        server.kill();
        server.start();
        awaitIdle(used);

        ExecutorService callers = Executors.newFixedThreadPool(32);
        try {
            List<Callable<StoreResult>> calls = Collections.nCopies(32, () -> store(cache, "a", "value"));
            for (Future<StoreResult> call : callers.invokeAll(calls)) {
                assertThat(call.get().stored()).isTrue();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void serverGone_afterNobodyUsedIt_isToldAtOnce() throws Exception {
        settings.put("MemcacheTimeout", "5s");
        ServerProcess server = run(MemcachedServers.single(directory));
        CacheInstance cache = open(server.address());
        store(cache, "a", "value");
        long used = System.nanoTime();
        server.kill();
        awaitIdle(used);

        long start = System.nanoTime();
        assertThatThrownBy(() -> cache.retrieve(id("a")))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("refused");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CALL_LIMIT);
    }

    @Test
    void serverStopped_noCallerWaitsBeyondItsLimit_andServiceResumes() throws Exception {
        ServerProcess server = run(MemcachedServers.single(directory));
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
                "VALUE authn-socache:61 0 100\r\ntoo short",
                "VALUE authn-socache:62 0 1\r\nx\r\nEND\r\n",
                "VALUE authn-socache:61 0 -5\r\n",
                "VALUE authn-socache:61 0 2147483647\r\n",
                "VALUE authn-socache:61 0 99999999999\r\n",
                "VALUE authn-socache:61\r\n",
                "END",
                "STORED\r\n",
                "\u0000\u0001\u0002\u00ff",
                "",
            })
    void serverAnswersNonsense_isNeverAValue(String answer) throws Exception {
        BadServer server = BadServer.answering(answer.getBytes(ISO_8859_1));
        open.add(server);
        CacheInstance cache = open(server.address());

        for (int n = 0; n < 3; n++) {
            assertThat(retrieveOrNull(cache, "a")).isNull();
            assertThat(store(cache, "a", "value").stored()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, Integer.MAX_VALUE})
    void serverThatLiedAboutALength_isUsedAgain(int length) throws Exception {
        AtomicReference<String> lie = new AtomicReference<>("VALUE authn-socache:61 0 " + length + "\r\n");
        BadServer server = BadServer.talking((in, out) -> {
            while (in.readByte() != '\n') {
                // the question does not matter
            }
            String answer = lie.getAndSet(null);
            out.write((answer == null ? "END\r\n" : answer).getBytes(ISO_8859_1));
        });
        open.add(server);
        CacheInstance cache = open(server.address());
        assertThat(retrieveOrNull(cache, "a")).isNull();

        await().atMost(BACK_WITHIN)
                .ignoreException(ProviderException.class)
                .untilAsserted(() -> assertThat(cache.retrieve(id("a"))).isNull());
    }

    @Test
    void serverAnswersByteByByte_costsOneLimit() throws Exception {
        BadServer server = BadServer.dripping(
                ("VALUE authn-socache:61 0 5000\r\n" + "x".repeat(5_000)).getBytes(ISO_8859_1), Duration.ofMillis(20));
        open.add(server);
        CacheInstance cache = open(server.address());
        assertThat(cache.bounded()).isTrue();

        long start = System.nanoTime();
        assertThat(retrieveOrNull(cache, "a")).isNull();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CALL_LIMIT);
    }

    @Test
    void connectionChurn_leaksNeitherSocketsNorThreads() throws Exception {
        settings.put("MemcacheTimeout", "5s"); // thousands of calls in a row, and not one may be late
        ServerProcess server = run(MemcachedServers.single(directory));
        store(open(server.address()), "warm", "up");
        long threads = Thread.getAllStackTraces().size();
        long files = openFiles();
        // -Dsocache.churn=10000 is the full form, half a minute
        for (int n = 0; n < Integer.getInteger("socache.churn", 1_000); n++) {
            try (CacheInstance cache = open(server.address())) {
                assertThat(store(cache, "n" + n, "value").stored()).isTrue();
            }
            open.remove(open.size() - 1);
        }
        await().untilAsserted(() -> {
            assertThat(openFiles()).isLessThan(files + 20);
            assertThat(Thread.getAllStackTraces().size()).isLessThan((int) threads + 10);
        });
    }

    @Test
    void memoryFull_serverEvictsAndTheNewestStays() throws Exception {
        ServerProcess server = run(MemcachedServers.single(directory, "-m", "2"));
        CacheInstance cache = open(server.address());
        for (int n = 0; n < 2_000; n++) {
            byte[] data = new byte[10_000];
            StoreResult result = cache.store(id("id" + n), inAMinute(), data);
            assertThat(result.stored() || result.refusal() == Refusal.NO_SPACE)
                    .as(result.toString())
                    .isTrue();
            assertThat(cache.retrieve(id("id" + n)) != null).isEqualTo(result.stored());
        }
        assertThat(cache.status().details().get("Evictions")).isPositive();
    }

    @Test
    void memoryFullAndNoEviction_isARefusal_andTheOldValueIsGone() throws Exception {
        ServerProcess server = run(MemcachedServers.single(directory, "-m", "2", "-M"));
        CacheInstance cache = open(server.address());
        store(cache, "old", "old value");
        StoreResult last = StoreResult.STORED;
        for (int n = 0; last.stored(); n++) {
            last = cache.store(id("id" + n), inAMinute(), new byte[10_000]);
        }
        assertThat(last.refusal()).isEqualTo(Refusal.NO_SPACE);
        // such an answer costs the client its connection
        await().atMost(BACK_WITHIN).ignoreException(ProviderException.class).untilAsserted(cache::probe);

        assertThat(cache.store(id("old"), inAMinute(), new byte[10_000]).refusal())
                .isEqualTo(Refusal.NO_SPACE);

        await().atMost(BACK_WITHIN).ignoreException(ProviderException.class).untilAsserted(cache::probe);
        assertThat(cache.retrieve(id("old"))).isNull();
    }

    @Test
    void serverWithAnotherItemSize_itsOwnLimitCounts() throws Exception {
        ServerProcess server = run(MemcachedServers.single(directory, "-I", "4m"));
        settings.put("MemcacheTimeout", "2s");
        CacheInstance cache = open(server.address());

        byte[] largest = new byte[(4 << 20) - 512];
        new Random(1).nextBytes(largest);
        assertThat(cache.store(id("a"), inAMinute(), largest).stored()).isTrue();
        assertThat(cache.retrieve(id("a"))).isEqualTo(largest);
        assertThat(cache.store(id("a"), inAMinute(), new byte[4 << 20]))
                .isEqualTo(StoreResult.refused(Refusal.ENTRY_TOO_LARGE, (4 << 20) - 512));
    }

    @Test
    void oneServerOfThreeLost_theRestTakesOver_andNothingStaleComesBack() throws Exception {
        List<ServerProcess> servers = IntStream.range(0, 3)
                .mapToObj(n -> run(MemcachedServers.single(directory)))
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
                .until(() -> cache.status().servers().stream().allMatch(server -> server.up()));
        cache.probe();

        for (int n = 0; n < 300; n++) {
            byte[] data = cache.retrieve(id("id" + n));
            if (data != null) {
                assertThat(data).asString(UTF_8).isEqualTo("new");
            }
        }
    }

    @Test
    void onTheWire_isHttpdsKeyAndRawValueWithFlagsZero() throws Exception {
        ServerProcess server = run(MemcachedServers.single(directory));
        CacheInstance cache = open(server.address());
        store(cache, "al/ice", "$apr1$hash");
        assertThat(talk(server, "get authn-socache:616c2f696365\r\n"))
                .isEqualTo("VALUE authn-socache:616c2f696365 0 10\r\n$apr1$hash\r\nEND\r\n");

        talk(server, "set authn-socache:626f62 0 60 5\r\nhello\r\n");
        Entry entry = cache.find(id("bob"));

        assertThat(entry.data()).asString(UTF_8).isEqualTo("hello");
        assertThat(entry.expiry()).isEqualTo(Entry.UNKNOWN_EXPIRY);
    }

    @Test
    void status_isWhatStatsSays() throws Exception {
        ServerProcess server = run(MemcachedServers.single(directory));
        CacheInstance cache = open(server.address());
        store(cache, "a", "value");

        assertThat(cache.status().servers()).singleElement().satisfies(one -> {
            assertThat(one.address()).isEqualTo(server.address());
            assertThat(one.up()).isTrue();
            assertThat(one.roundTripMicros()).isPositive();
            assertThat(one.detail()).contains("memcached ", "1 items", "connections");
        });
        assertThat(cache.status().details()).containsEntry("CurrentItems", 1L).containsKey("Evictions");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-1, 0",
        "999, 0",
        "1000, 1",
        "59999, 59",
        "2592000000, 2592000",
        "2592001000, 1005592001",
        "9223372035854775807, 2147483647",
    })
    void exptime_isSecondsFromNow_orTheDateBeyondThirtyDays(long life, int exptime) {
        long now = 1_003_000_000_000L;

        assertThat(MemcacheCache.exptime(life > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + life, now))
                .isEqualTo(exptime);
    }

    @Test
    void settings_aUserWithoutAPassword_areRefused() {
        assertThatThrownBy(() -> new MemcacheSettings(Map.of("MemcacheUser", "me")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MemcacheUser and a password go together");
        assertThatThrownBy(() -> new MemcacheSettings(Map.of("MemcacheConnTTL", "2h")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MemcacheConnTTL = 2h is not between 0ms and 3600s");
    }

    private static byte[] retrieveOrNull(CacheInstance cache, String id) {
        try {
            return cache.retrieve(id(id));
        } catch (ProviderException failed) {
            return null;
        }
    }

    private static String talk(ServerProcess server, String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write((request + "quit\r\n").getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private ServerProcess run(ServerProcess server) {
        open.add(server);
        return server;
    }

    private CacheInstance open(String argument) throws InvalidSpecificationException {
        CacheInstance cache = new MemcacheProvider(settings)
                .open(
                        argument,
                        new OpenContext("authn-socache", Hints.NONE, InstantSource.system(), directory, directory));
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
