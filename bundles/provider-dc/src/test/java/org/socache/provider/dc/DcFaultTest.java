// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;
import org.socache.dc.protocol.Direction;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.Operation;
import org.socache.dc.protocol.Status;
import org.socache.dc.server.Descriptors;
import org.socache.dc.server.MemoryCache;
import org.socache.dc.server.ServerProcess;
import org.socache.dc.server.TestServer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What servers and the way to them may do to a cache. */
@Timeout(120)
class DcFaultTest {

    private static final InstantSource CLOCK = InstantSource.system();
    private static final byte[] ID = "id".getBytes(UTF_8);
    private static final byte[] DATA = "some data".getBytes(UTF_8);
    private static final Duration LIMIT = DcSettings.STANDARD.timeout();
    /** What a busy machine adds to a limit. */
    private static final Duration SLACK = Duration.ofMillis(800);

    @TempDir
    Path directory;

    private CacheInstance cache;

    @AfterEach
    void closeCache() {
        if (cache != null) {
            cache.close();
        }
    }

    /** With the standard time limit. */
    private void open(String address) throws Exception {
        open(address, Map.of());
    }

    /** With a time limit that no busy machine reaches, where time is not the point. */
    private void openPatiently(String address) throws Exception {
        open(address, Map.of("DcTimeout", "10s"));
    }

    private void open(String address, Map<String, Object> configuration) throws Exception {
        cache = new DcProvider(configuration)
                .open(address, new OpenContext("test", Hints.NONE, CLOCK, directory, directory));
    }

    // Absent

    @ParameterizedTest
    @ValueSource(strings = {"UNIX", "IP"})
    void server_absentAtFirst_isUsedAsSoonAsItComes(String kind) throws Exception {
        String address =
                kind.equals("UNIX") ? "UNIX:" + directory.resolve("dc.sock") : "IP:127.0.0.1:" + TestServer.freePort();
        open(address);

        assertWithinLimit(() -> assertThatThrownBy(() -> cache.retrieve(ID))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining(address));
        assertWithinLimit(() -> assertThat(store(DATA).refusal()).isEqualTo(Refusal.UNAVAILABLE));
        assertThatThrownBy(() -> cache.probe()).isInstanceOf(ProviderException.class);
        assertThat(cache.status().servers().get(0).up()).isFalse();

        try (TestServer server = TestServer.start(address, new MemoryCache(CLOCK), CLOCK)) {
            await().until(() -> store(DATA).stored());
            await().ignoreExceptionsInstanceOf(ProviderException.class)
                    .untilAsserted(() -> assertThat(cache.retrieve(ID)).isEqualTo(DATA));
            await().untilAsserted(() -> assertThat(cache.status().servers())
                    .allSatisfy(one -> assertThat(one.roundTripMicros()).isPositive()));
            assertThat(server.open()).isEqualTo(1);
        }
    }

    @Test
    void server_restarted_theNextCallIsServed() throws Exception {
        String address = "IP:127.0.0.1:" + TestServer.freePort();
        MemoryCache entries = new MemoryCache(CLOCK);
        openPatiently(address);
        for (int n = 0; n < 5; n++) {
            try (TestServer server = TestServer.start(address, entries, CLOCK)) {
                assertThat(store(DATA).stored()).isTrue();
                assertThat(server.open()).isEqualTo(1);
                assertThat(cache.retrieve(ID)).isEqualTo(DATA);
            }
        }
    }

    // Processes

    @Test
    void server_killedAndRestartedUnderLoad_onlyMissesAndRefusals() throws Exception {
        String address = "UNIX:" + directory.resolve("dc.sock");
        open(address);
        try (Load load = new Load(cache, 4)) {
            for (int round = 0; round < 3; round++) {
                long before = load.hits();
                ServerProcess server = ServerProcess.start(address);
                await().atMost(Duration.ofSeconds(20)).until(() -> load.hits() > before + 200);
                server.close();
                long failures = load.failures();
                await().until(() -> load.failures() > failures);
            }
            load.assertOnlyMissesAndRefusals();
            System.out.println("killed and restarted three times: " + load);
        }
    }

    @Test
    void server_stalledForTenSeconds_noCallWaitsBeyondItsLimit() throws Exception {
        String address = "UNIX:" + directory.resolve("dc.sock");
        open(address);
        try (ServerProcess server = ServerProcess.start(address);
                Load load = new Load(cache, 4)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> load.hits() > 200);
            load.forgetTimes();

            server.stall();
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            await().atMost(Duration.ofSeconds(15)).until(() -> System.nanoTime() - end > 0);
            System.out.println("stalled for 10 s: " + load);
            assertThat(load.longest()).isLessThan(LIMIT.plus(SLACK));

            server.resume();
            long hits = load.hits();
            await().atMost(Duration.ofSeconds(5)).until(() -> load.hits() > hits + 200);
            load.assertOnlyMissesAndRefusals();
        }
    }

    @Test
    void store_refusedWhileTheServerIsStalled_doesNotLetTheOldValueReappear() throws Exception {
        String address = "UNIX:" + directory.resolve("dc.sock");
        open(address);
        try (ServerProcess server = ServerProcess.start(address)) {
            await().until(() -> store("old value".getBytes(UTF_8)).stored());

            server.stall();
            assertThat(store("new value".getBytes(UTF_8)).refusal()).isEqualTo(Refusal.UNAVAILABLE);
            server.resume();

            assertThat(cache.status().details()).containsEntry("keys in doubt", 1L);
            await().ignoreExceptionsInstanceOf(ProviderException.class)
                    .untilAsserted(() -> assertThat(cache.retrieve(ID)).isNull());
            assertThat(cache.status().details()).containsEntry("keys in doubt", 0L);
        }
    }

    @Test
    void remove_refusedWhileTheServerIsStalled_holdsAfterwards() throws Exception {
        String address = "UNIX:" + directory.resolve("dc.sock");
        open(address);
        try (ServerProcess server = ServerProcess.start(address)) {
            await().until(() -> store(DATA).stored());

            server.stall();
            assertThatThrownBy(() -> cache.remove(ID)).isInstanceOf(ProviderException.class);
            server.resume();

            await().ignoreExceptionsInstanceOf(ProviderException.class)
                    .untilAsserted(() -> assertThat(cache.retrieve(ID)).isNull());
        }
    }

    @Test
    void connect_queueOfTheServerIsFull_failsWithinTheLimit() throws Exception {
        Path path = directory.resolve("deaf.sock");
        try (ServerSocketChannel deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            deaf.bind(UnixDomainSocketAddress.of(path), 1);
            open("UNIX:" + path);
            for (int n = 0; n < 5; n++) {
                assertWithinLimit(() -> assertThat(store(DATA).refusal()).isEqualTo(Refusal.UNAVAILABLE));
            }
        }
    }

    // Wrong answers

    static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                script("reset before the answer", (request, client) -> ScriptedServer.reset(client)),
                script("closed before the answer", (request, client) -> client.close()),
                script("reset inside the header", (request, client) -> {
                    client.getOutputStream().write(new byte[] {0, 0x11, 0, 0, 1});
                    ScriptedServer.reset(client);
                }),
                script("closed inside the data", (request, client) -> {
                    client.getOutputStream().write(bytes("0011000001000000010001010010aabb"));
                    client.close();
                }),
                script(
                        "garbage",
                        (request, client) ->
                                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8))),
                script(
                        "request instead of a response",
                        (request, client) -> client.getOutputStream()
                                .write(request.frames().get(0).array())),
                script(
                        "another uid",
                        (request, client) -> ScriptedServer.send(
                                client, new Message(Direction.RESPONSE, request.uid() + 1, request.operation(), DATA))),
                script(
                        "another operation",
                        (request, client) -> ScriptedServer.send(
                                client, new Message(Direction.RESPONSE, request.uid(), Operation.HAVE, DATA))),
                script("two answers at once", (request, client) -> {
                    byte[] one = request.answer(DATA).frames().get(0).array();
                    byte[] two = Arrays.copyOf(one, 2 * one.length);
                    System.arraycopy(one, 0, two, one.length, one.length);
                    client.getOutputStream().write(two);
                }),
                script(
                        "dc_client without a server",
                        (request, client) -> ScriptedServer.send(client, request.answer(new byte[0]))),
                script(
                        "dc_client whose server broke",
                        (request, client) ->
                                ScriptedServer.send(client, request.answer(Status.DISCONNECTED.payload()))),
                script("silence", (request, client) -> {}),
                script(
                        "an answer that stops",
                        (request, client) -> client.getOutputStream().write(bytes("00110000"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongAnswers")
    void answer_wrong_isAFaultWithinTheLimitAndForgotten(String name, ScriptedServer.Script wrong) throws Exception {
        try (ScriptedServer server = new ScriptedServer(wrong)) {
            open(server.address());

            assertWithinLimit(() -> assertThatThrownBy(() -> cache.retrieve(ID))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining(server.address()));
            assertWithinLimit(() -> assertThat(store(DATA).refusal()).isEqualTo(Refusal.UNAVAILABLE));

            server.follow((request, client) -> ScriptedServer.send(
                    client,
                    request.answer(
                            request.operation() == Operation.GET
                                    ? "right answer".getBytes(UTF_8)
                                    : Status.OK.payload())));
            await().ignoreExceptionsInstanceOf(ProviderException.class)
                    .untilAsserted(() -> assertThat(cache.retrieve(ID))
                            .as("its store had no answer")
                            .isNull());
            await().ignoreExceptionsInstanceOf(ProviderException.class)
                    .untilAsserted(
                            () -> assertThat(cache.retrieve(ID)).asString(UTF_8).isEqualTo("right answer"));
        }
    }

    @Test
    void answer_strayOneBehindTheRight_isNeverTakenForTheNextOnes() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((request, client) -> {
            ScriptedServer.send(client, request.answer(("answer " + answers.incrementAndGet()).getBytes(UTF_8)));
            ScriptedServer.send(client, request.answer("stray answer".getBytes(UTF_8)));
        })) {
            openPatiently(server.address());
            for (int n = 0; n < 50; n++) {
                try {
                    assertThat(cache.retrieve(ID)).asString(UTF_8).isNotEqualTo("stray answer");
                } catch (ProviderException bothCameAtOnce) {
                    assertThat(bothCameAtOnce).hasMessageContaining("more than an answer");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void retrieve_shorterThanLibdistcacheReads_isAMiss(int length) throws Exception {
        byte[] shortData = new byte[length];
        Arrays.fill(shortData, (byte) 1);
        try (ScriptedServer server =
                new ScriptedServer((request, client) -> ScriptedServer.send(client, request.answer(shortData)))) {
            openPatiently(server.address());

            assertThat(cache.retrieve(ID)).isNull();
        }
    }

    @Test
    void store_othersKeepAdding_isBusyAndRemovesWhatTheyAdded() throws Exception {
        try (ScriptedServer server = new ScriptedServer((request, client) -> ScriptedServer.send(
                client,
                request.answer((request.operation() == Operation.ADD ? Status.DUPLICATE : Status.OK).payload())))) {
            openPatiently(server.address());

            assertThat(store(DATA).refusal()).isEqualTo(Refusal.BUSY);
            assertThat(server.requests().stream().map(request -> request.operation()))
                    .endsWith(Operation.ADD, Operation.REMOVE);
        }
    }

    @Test
    void store_serverWithoutRoom_isNoSpace() throws Exception {
        try (ScriptedServer server = new ScriptedServer((request, client) -> ScriptedServer.send(
                client,
                request.answer((request.operation() == Operation.ADD ? Status.DUPLICATE : Status.ABSENT).payload())))) {
            openPatiently(server.address());

            assertThat(store(DATA).refusal()).isEqualTo(Refusal.NO_SPACE);
        }
    }

    // Churn

    @Test
    void churn_10000Connections_leavesNoSocketAndNoThread() throws Exception {
        String address = "UNIX:" + directory.resolve("dc.sock");
        try (TestServer server = TestServer.start(address, new MemoryCache(CLOCK), CLOCK)) {
            CacheInstance once = new DcProvider(Map.of("DcConnTTL", "0", "DcTimeout", "10s"))
                    .open(address, new OpenContext("test", Hints.NONE, CLOCK, directory, directory));
            once.store(ID, CLOCK.millis() + 60_000, DATA);
            await().until(() -> server.open() == 0);
            long descriptors = Descriptors.open();
            int threads = Thread.activeCount();

            for (int n = 0; n < 10_000; n++) {
                assertThat(once.retrieve(ID)).isEqualTo(DATA);
            }

            assertThat(once.status().details().get("connections made")).isGreaterThan(10_000);
            await().until(() -> server.open() == 0);
            await().untilAsserted(() -> assertThat(Descriptors.open()).isLessThanOrEqualTo(descriptors + 5));
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 8);
        }
    }

    @Test
    void close_keptConnections_areClosed() throws Exception {
        String address = "UNIX:" + directory.resolve("dc.sock");
        try (TestServer server = TestServer.start(address, new MemoryCache(CLOCK), CLOCK)) {
            openPatiently(address);
            store(DATA);
            assertThat(server.open()).isEqualTo(1);

            cache.close();

            await().until(() -> server.open() == 0);
        }
    }

    private StoreResult store(byte[] data) {
        return cache.store(ID, CLOCK.millis() + 60_000, data);
    }

    private static void assertWithinLimit(Runnable call) {
        long start = System.nanoTime();
        call.run();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT.plus(SLACK));
    }

    private static Arguments script(String name, ScriptedServer.Script script) {
        return arguments(name, script);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
