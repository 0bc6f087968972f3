// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.api.Refusal;
import org.socache.dc.protocol.Addition;
import org.socache.dc.protocol.Direction;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.Operation;
import org.socache.dc.protocol.Status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What clients may do to a server, and what it does to them. */
@Timeout(60)
class DcServerTest {

    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final byte[] DATA = "some data".getBytes(UTF_8);
    private static final byte[] LARGE = new byte[32_000];

    private final MemoryCache cache = new MemoryCache(InstantSource.system());
    private final Map<String, Object> settings = new HashMap<>();
    private int port;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        restart();
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(server.open()).isZero();
        assertThat(server.counters().memoryHeld()).isZero();
    }

    private void restart() throws IOException {
        if (server != null) {
            server.close();
        }
        port = TestServer.freePort();
        server = TestServer.start("IP:127.0.0.1:" + port, cache, InstantSource.system(), settings);
    }

    private RawClient connect() throws IOException {
        return new RawClient(port);
    }

    // Strangers

    @ParameterizedTest
    @CsvSource({
        "PROTOCOL_LEVEL, 474554202f20485454502f312e310d0a0d0a",
        "PROTOCOL_LEVEL, 16030100c8010000c40303",
        "PROTOCOL_LEVEL, 5353482d322e30",
        "PROTOCOL_LEVEL, 0010",
        "DIRECTION, 0011000001000000010003010000",
        "OPERATION, 0011000000000000010004010000",
        "FRAME_TOO_LONG, 00110000000000000100030108ff",
        "ADD_TOO_SHORT, 001100000000000001000001000700000000000000",
    })
    void garbage_isDroppedByReasonAndOthersGoOn(DropReason reason, String bytes) throws Exception {
        try (RawClient other = connect();
                RawClient stranger = connect()) {
            other.add(KEY, DATA);

            stranger.send(bytes);

            assertThat(stranger.isDropped()).isTrue();
            assertThat(server.counters().drops(reason)).isEqualTo(1);
            assertThat(other.ask(Operation.GET, KEY)).isEqualTo(DATA);
        }
    }

    @Test
    void portScan_connectAndLeave_costsNothing() throws Exception {
        for (int n = 0; n < 50; n++) {
            connect().close();
        }
        try (Socket reset = connect().socket) {
            reset.setSoLinger(true, 0);
        }

        try (RawClient client = connect()) {
            assertThat(client.add(KEY, DATA)).isEqualTo(Status.OK);
            await().until(() -> server.open() == 1);
        }
    }

    @Test
    void client_leavingInTheMiddleOfARequest_isCounted() throws Exception {
        try (RawClient client = connect()) {
            client.send("00 11 00 00 00");
        }

        await().until(() -> server.counters().drops(DropReason.BROKEN_OFF) == 1);
    }

    @Test
    void anything_fromManyClients_leavesNothingBehind() throws Exception {
        assertThat(ServerFuzz.run(Duration.ofSeconds(3), System.nanoTime())).contains("dropped by reason");
    }

    // Slowness

    @Test
    void request_inSingleBytes_isAnswered() throws Exception {
        try (RawClient client = connect()) {
            Message request = new Message(
                    Direction.REQUEST, 7, Operation.ADD, new Addition(9_999, KEY, new byte[5_000]).payload());
            for (ByteBuffer frame : request.frames()) {
                for (byte one : frame.array()) {
                    client.send(new byte[] {one});
                }
            }

            assertThat(client.receive()).isEqualTo(Status.OK.payload());
            assertThat(client.ask(Operation.GET, KEY)).hasSize(5_000);
        }
    }

    @Test
    void request_thatDoesNotEnd_isDroppedInTime() throws Exception {
        settings.put("RequestTimeout", "200");
        restart();
        try (RawClient client = connect()) {
            long start = System.nanoTime();
            client.send("00 11 00 00 00");

            assertThat(client.isDropped()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
            assertThat(server.counters().drops(DropReason.SLOW_REQUEST)).isEqualTo(1);
        }
    }

    @Test
    void request_trickling_isNotGivenMoreTimeForEveryByte() throws Exception {
        settings.put("RequestTimeout", "300");
        restart();
        try (RawClient client = connect()) {
            client.send("00 11 00 00 00");

            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                try {
                    client.send(new byte[1]);
                    return false;
                } catch (IOException dropped) {
                    return true;
                }
            });
            assertThat(server.counters().drops(DropReason.SLOW_REQUEST)).isEqualTo(1);
        }
    }

    @Test
    void halfOpenConnections_areDroppedWhenIdle() throws Exception {
        settings.put("IdleTimeout", "300");
        restart();
        try (RawClient silent = connect();
                RawClient once = connect()) {
            once.add(KEY, DATA);

            assertThat(silent.isDropped()).isTrue();
            assertThat(once.isDropped()).isTrue();
            assertThat(server.counters().drops(DropReason.IDLE)).isEqualTo(2);
        }
    }

    @Test
    void answers_notRead_areBoundedInMemoryAndTime() throws Exception {
        settings.put("RequestTimeout", "500");
        restart();
        cache.store(KEY, Long.MAX_VALUE, LARGE);
        Socket small = new Socket();
        small.setReceiveBufferSize(4_096);
        try (RawClient greedy = new RawClient(small, port);
                RawClient other = connect()) {
            ByteBuffer request = new Message(Direction.REQUEST, 1, Operation.GET, KEY)
                    .frames()
                    .get(0);
            byte[] many = new byte[request.remaining() * 2_000];
            for (int n = 0; n < many.length; n += request.array().length) {
                System.arraycopy(request.array(), 0, many, n, request.array().length);
            }
            greedy.send(many);

            await().until(() -> server.counters().drops(DropReason.SLOW_READER) == 1);
            assertThat(other.ask(Operation.GET, KEY)).isEqualTo(LARGE);
        }
    }

    @Test
    void slowClients_manyAtOnce_holdNoThreadAndNobodyUp() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try (RawClient quick = connect()) {
            int threads = serverThreads();
            for (int n = 0; n < 500; n++) {
                RawClient client = connect();
                client.send("00 11 00 00 00 00 00");
                slow.add(client);
            }
            await().until(() -> server.open() == 501);

            assertThat(quick.add(KEY, DATA)).isEqualTo(Status.OK);
            assertThat(serverThreads() - threads).isLessThanOrEqualTo(4);
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    // Limits

    @Test
    void connections_aboveTheLimit_allBusy_areClosedAndCounted() throws Exception {
        settings.put("MaxConnections", "2");
        restart();
        try (RawClient first = connect();
                RawClient second = connect()) {
            first.add(KEY, DATA);
            // both are in the middle of a request, or they would give way
            first.send("00 11");
            second.send("00 11");
            await().until(() -> server.counters().bytesIn.sum() >= 38);
            try (RawClient third = connect()) {
                assertThat(third.isDropped()).isTrue();
            }
            assertThat(server.counters().drops(DropReason.TOO_MANY_CONNECTIONS)).isEqualTo(1);
            assertThat(server.open()).isEqualTo(2);
        }
        await().until(() -> server.open() == 0);
        try (RawClient again = connect()) {
            assertThat(again.ask(Operation.GET, KEY)).isEqualTo(DATA);
        }
    }

    @Test
    void memory_aboveTheLimit_dropsTheOneWhoAsksForMore() throws Exception {
        settings.put("MaxMemory", "70000");
        restart();
        String frame = "00 11 00 00 00 00 00 00 01 00 01 00 08 00" + "aa".repeat(2048);
        List<RawClient> hoarders = new ArrayList<>();
        try {
            for (int n = 0; n < 3; n++) {
                RawClient hoarder = connect();
                hoarders.add(hoarder);
                hoarder.send(frame.repeat(15));
            }

            await().until(() -> server.counters().drops(DropReason.OUT_OF_MEMORY_BUDGET) >= 1);
            assertThat(server.counters().memoryHeld()).isLessThanOrEqualTo(70_000);
        } finally {
            for (RawClient hoarder : hoarders) {
                hoarder.close();
            }
        }
        await().until(() -> server.counters().memoryHeld() == 0);
    }

    @Test
    void requests_sentAhead_areAnsweredInOrder() throws Exception {
        cache.store(KEY, Long.MAX_VALUE, LARGE);
        try (RawClient client = connect()) {
            for (int n = 0; n < 20; n++) {
                client.send(Operation.GET, KEY);
                client.send(Operation.HAVE, DATA);
            }
            for (int n = 0; n < 20; n++) {
                assertThat(client.receive()).isEqualTo(LARGE);
                assertThat(client.receive()).isEqualTo(Status.ABSENT.payload());
            }
        }
    }

    @Test
    void churn_10000Connections_leavesNoSocketAndNoThread() throws Exception {
        try (RawClient warm = connect()) {
            warm.add(KEY, DATA);
        }
        await().until(() -> server.open() == 0);
        long descriptors = Descriptors.open();
        int threads = serverThreads();

        for (int n = 0; n < 10_000; n++) {
            try (RawClient client = connect()) {
                client.socket.setSoLinger(true, 0); // no TIME_WAIT: the machine has only so many ports
                assertThat(client.ask(Operation.HAVE, KEY)).isEqualTo(Status.OK.payload());
            }
        }

        await().until(() -> server.open() == 0);
        await().untilAsserted(() -> assertThat(Descriptors.open()).isLessThanOrEqualTo(descriptors + 5));
        assertThat(serverThreads()).isLessThanOrEqualTo(threads + 4);
        assertThat(server.counters().accepted.sum()).isEqualTo(10_001);
    }

    // The cache behind

    @ParameterizedTest
    @CsvSource({
        "ENTRY_TOO_LARGE, DATA_RANGE",
        "NO_SPACE, DUPLICATE",
        "UNAVAILABLE, DISCONNECTED",
        "BUSY, DISCONNECTED",
        "FAILED, DISCONNECTED"
    })
    void add_refusedByTheCache_isAnError(Refusal refusal, Status status) throws Exception {
        cache.refuse(refusal);
        try (RawClient client = connect()) {
            assertThat(client.add(KEY, DATA)).isEqualTo(status);
        }
    }

    @Test
    void get_largerThanAnAnswer_isAbsent() throws Exception {
        cache.store(KEY, Long.MAX_VALUE, new byte[32_769]);
        try (RawClient client = connect()) {
            assertThat(client.ask(Operation.GET, KEY)).isEqualTo(Status.ABSENT.payload());
            assertThat(client.ask(Operation.HAVE, KEY)).isEqualTo(Status.ABSENT.payload());
        }
    }

    @Test
    void add_sameKeyFromManyClients_oneIsStored() throws Exception {
        int clients = 8;
        ExecutorService executor = Executors.newFixedThreadPool(clients);
        try {
            for (int round = 0; round < 50; round++) {
                byte[] key = ("key-" + round).getBytes(UTF_8);
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Status>> answers = new ArrayList<>();
                for (int n = 0; n < clients; n++) {
                    Callable<Status> adder = () -> {
                        try (RawClient client = connect()) {
                            start.await();
                            return client.add(key, DATA);
                        }
                    };
                    answers.add(executor.submit(adder));
                }
                start.countDown();
                List<Status> given = new ArrayList<>();
                for (Future<Status> answer : answers) {
                    given.add(answer.get());
                }
                Status[] expected = new Status[clients];
                Arrays.fill(expected, Status.DUPLICATE);
                expected[0] = Status.OK;
                assertThat(given).containsExactlyInAnyOrder(expected);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void close_withClientsConnected_dropsThemAndFreesThePort() throws Exception {
        try (RawClient client = connect()) {
            client.add(KEY, DATA);

            server.close();

            assertThat(client.isDropped()).isTrue();
        }
        server = TestServer.start("IP:127.0.0.1:" + port, cache, InstantSource.system(), settings);
        try (RawClient client = connect()) {
            assertThat(client.ask(Operation.GET, KEY)).isEqualTo(DATA);
        }
    }

    private static int serverThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("socache-dc"))
                .count();
    }
}
