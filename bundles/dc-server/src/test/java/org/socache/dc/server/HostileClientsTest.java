// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.dc.protocol.Addition;
import org.socache.dc.protocol.Operation;
import org.socache.dc.protocol.Status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Clients that want the server's connections, memory or life for themselves; byte by byte where it matters. */
@Timeout(60)
class HostileClientsTest {

    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final byte[] DATA = "some data".getBytes(UTF_8);

    private static final byte[] LARGE = new byte[32_700];

    /** A GET of three bytes, and a full first frame of one that does not end. */
    private static final String GET = "0011 0000 00 00000001 00 01 01 0003 6b6579".replace(" ", "");

    private static final String UNENDING = "0011 0000 00 00000001 00 01 00 0800".replace(" ", "") + "aa".repeat(2048);

    private final MemoryCache cache = new MemoryCache(InstantSource.system());
    private final Map<String, Object> settings = new HashMap<>();
    private final List<RawClient> clients = new ArrayList<>();
    private int port;
    private TestServer server;

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        server.close();
        assertThat(server.open()).isZero();
        assertThat(server.counters().memoryHeld()).isZero();
    }

    private void start() throws IOException {
        port = TestServer.freePort();
        server = TestServer.start("IP:127.0.0.1:" + port, cache, InstantSource.system(), settings);
    }

    private RawClient connect() throws IOException {
        RawClient client = new RawClient(port);
        clients.add(client);
        return client;
    }

    @Test
    void memory_heldBySlowClients_isTheirsUntilSomeoneNeedsIt() throws Exception {
        settings.put("MaxMemory", 70_000);
        start();
        RawClient slowest = connect();
        slowest.send(UNENDING.repeat(15));
        await().until(() -> server.counters().memoryHeld() > 32_000);
        RawClient slow = connect();
        slow.send(UNENDING.repeat(15));
        await().until(() -> server.counters().memoryHeld() > 65_000);
        RawClient harmless = connect();
        harmless.send("0011");

        RawClient quick = connect();
        assertThat(quick.add(KEY, new byte[20_000])).isEqualTo(Status.OK);

        assertThat(slowest.isDropped()).isTrue();
        assertThat(server.counters().drops(DropReason.OUT_OF_MEMORY_BUDGET)).isEqualTo(1);
        assertThat(quick.ask(Operation.GET, KEY)).hasSize(20_000);
        assertThat(server.open()).isEqualTo(3);
    }

    @Test
    void request_beyondTheMemoryBudget_reachesNeitherWorkersNorCache() throws Exception {
        settings.put("MaxMemory", 70_000);
        settings.put("MaxConnections", 3);
        CountDownLatch answering = new CountDownLatch(1);
        cache.onRetrieve(id -> awaitUninterrupted(answering));
        start();
        try {
            for (int n = 0; n < 2; n++) {
                connect().send(Operation.ADD, new Addition(60_000, new byte[] {(byte) n}, LARGE).payload());
            }
            await().until(() -> server.counters().memoryHeld() > 65_000);

            for (int n = 1; n <= 20; n++) {
                RawClient greedy = connect();
                greedy.send(GET + "00".repeat(6_000));
                assertThat(greedy.isDropped()).isTrue();
            }

            assertThat(server.counters().drops(DropReason.OUT_OF_MEMORY_BUDGET)).isEqualTo(20);
            assertThat(server.counters().requests(Operation.GET)).isZero();
            assertThat(server.counters().drops(DropReason.FAILED)).isZero();
        } finally {
            answering.countDown();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void connections_allTakenByIdleClients_theOneIdleLongestGivesWay() throws Exception {
        settings.put("MaxConnections", 2);
        start();
        RawClient oldest = connect();
        assertThat(oldest.add(KEY, DATA)).isEqualTo(Status.OK);
        RawClient second = connect();
        assertThat(second.ask(Operation.GET, KEY)).isEqualTo(DATA);

        RawClient third = connect();
        assertThat(third.ask(Operation.GET, KEY)).isEqualTo(DATA);

        assertThat(oldest.isDropped()).isTrue();
        assertThat(second.ask(Operation.GET, KEY)).isEqualTo(DATA);
        assertThat(server.counters().drops(DropReason.GAVE_WAY)).isEqualTo(1);
        assertThat(server.open()).isEqualTo(2);
    }

    @Test
    void connections_farMoreClientsThanAllowed_everyOneIsServedInTheEnd() throws Exception {
        settings.put("MaxConnections", 3);
        start();
        ExecutorService executor = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> callers = new ArrayList<>();
            for (int n = 0; n < 6; n++) {
                callers.add(executor.submit(() -> askOftenOnNewConnections(50)));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(server.counters().drops(DropReason.FAILED)).isZero();
    }

    /** Leaves all but the last of its connections open, idle, for the server to close. */
    private Void askOftenOnNewConnections(int times) throws IOException {
        RawClient before = null;
        for (int done = 0; done < times; ) {
            RawClient client = new RawClient(port);
            try {
                client.ask(Operation.HAVE, KEY);
                done++;
            } catch (IOException gaveWay) {
                // to another of us; once more
            }
            if (before != null) {
                before.close();
            }
            before = client;
        }
        before.close();
        return null;
    }

    @Test
    void heap_fullForAMoment_costsConnectionsButNotTheServer() throws Exception {
        port = TestServer.freePort();
        server = TestServer.start("IP:127.0.0.1:" + TestServer.freePort(), cache, InstantSource.system(), settings);
        try (ServerProcess small = ServerProcess.start("IP:127.0.0.1:" + port)) {
            assertThat(small).isNotNull();
            RawClient filler = connect();
            filler.send(Operation.HAVE, ServerProcess.FILL_THE_HEAP);
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (System.nanoTime() - end < 0) {
                try (RawClient client = new RawClient(port)) {
                    client.socket.setSoTimeout(100);
                    client.add(KEY, new byte[32_000]);
                    client.ask(Operation.GET, KEY);
                } catch (IOException withoutHeap) {
                    // it may drop whom it likes
                }
            }

            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
                try (RawClient client = new RawClient(port)) {
                    client.socket.setSoTimeout(1_000);
                    return client.ask(Operation.HAVE, DATA).length == 1;
                }
            });
        }
    }

    @Test
    void client_thatSendsNoMoreAfterItsRequest_isAnswered() throws Exception {
        start();
        RawClient client = connect();
        client.send(GET);
        client.socket.shutdownOutput();

        assertThat(client.receive()).isEqualTo(Status.ABSENT.payload());
        assertThat(client.isDropped()).isTrue();
        await().until(() -> server.open() == 0);
        assertThat(server.counters().drops())
                .allSatisfy((reason, count) -> assertThat(count).as(reason).isZero());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 13, 14, 15, 16})
    void client_resettingAfterSoManyBytes_leavesNothing(int bytes) throws Exception {
        start();
        for (int n = 0; n < 20; n++) {
            try (RawClient client = new RawClient(port)) {
                client.send(GET.substring(0, 2 * bytes));
                client.socket.setSoLinger(true, 0);
            }
        }
        await().until(() -> server.open() == 0 && server.counters().memoryHeld() == 0);
    }

    @ParameterizedTest
    @CsvSource({
        // lifetime, key length, what follows, answer
        "00000000, 00000001, 6b64, 00",
        "240c8400, 00000001, 6b64, 00",
        "240c8401, 00000001, 6b64, 66",
        "ffffffff, 00000001, 6b64, 66",
        "0000ea60, 00000000, 6b64, 67",
        "0000ea60, 00000001, 6b, 64",
        "0000ea60, 00000002, 6b, 64",
        "0000ea60, 7fffffff, 6b64, 64",
        "0000ea60, 80000000, 6b64, 64",
        "0000ea60, ffffffff, 6b64, 64",
        "0000ea60, 00000000, '', 64",
    })
    void add_eachFieldAtItsBounds_isAnsweredAsByTheReference(String life, String keyLength, String rest, String answer)
            throws Exception {
        start();
        String payload = life + keyLength + rest;
        String header = "0011000000ffffffff000001" + String.format("%04x", payload.length() / 2);
        RawClient client = connect();

        client.send(header + payload);

        assertThat(client.receive(15).replace(" ", "")).isEqualTo("0011000001ffffffff0000010001" + answer);
        assertThat(client.ask(Operation.HAVE, DATA)).isEqualTo(Status.ABSENT.payload());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65, 2_048, 2_049, 32_768})
    void get_keyThatNothingIsStoredUnder_isAbsent(int length) throws Exception {
        start();
        RawClient client = connect();
        for (Operation operation : new Operation[] {Operation.GET, Operation.HAVE, Operation.REMOVE}) {
            assertThat(client.ask(operation, new byte[length])).isEqualTo(Status.ABSENT.payload());
        }
    }
}
