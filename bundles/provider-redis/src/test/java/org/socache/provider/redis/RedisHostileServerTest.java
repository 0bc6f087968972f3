// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.Hints;
import org.socache.api.ServerStatus;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;
import org.socache.tck.server.BadServer;
import org.socache.tck.server.Ports;
import org.socache.tck.server.RedisServers;
import org.socache.tck.server.ServerProcess;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Servers that lie, or refuse what they were not expected to: no foreign value, no old one, no heap for what never comes. */
@Timeout(60)
class RedisHostileServerTest {

    private static final long MEGABYTE = 1 << 20;

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
    void answer_givenTwice_isNeverTakenForTheNextKeys() throws Exception {
        CacheInstance cache = open(script((request, out) -> {
            // the name of the key as its value, twice
            out.write(("$" + request.length() + "\r\n" + request + "\r\n")
                    .repeat(2)
                    .getBytes(ISO_8859_1));
        }));

        int values = 0;
        for (int n = 0; n < 50; n++) {
            byte[] id = id("id" + n);
            byte[] value = retrieveOrNull(cache, id);
            if (value != null) {
                assertThat(value)
                        .asString(UTF_8)
                        .isEqualTo("authn-socache:" + HexFormat.of().formatHex(id));
                values++;
            }
        }
        assertThat(values).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$100000000\r\n",
                "$2147483647\r\nabc",
                "*1000000000\r\n",
                "*2\r\n$100000000\r\n",
                "%2147483647\r\n",
                ">1000000000\r\n",
                "~1000000000\r\n",
            })
    void length_announcedAndNeverSent_costsNoHeap(String answer) throws Exception {
        CacheInstance cache = open(script((request, out) -> out.write(answer.getBytes(ISO_8859_1))));

        assertThat(allocated(() -> retrieveOrNull(cache, id("a")))).isLessThan(4 * MEGABYTE);
        assertThat(allocated(() -> assertThatThrownBy(() -> cache.find(id("a"))).isInstanceOf(ProviderException.class)))
                .isLessThan(4 * MEGABYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "-", ":", "$", "*", "x"})
    void line_withoutAnEnd_costsNoHeap(String type) throws Exception {
        byte[] digits = "1".repeat(1 << 16).getBytes(ISO_8859_1);
        CacheInstance cache = open(script((request, out) -> {
            out.write(type.getBytes(ISO_8859_1));
            while (true) {
                out.write(digits);
            }
        }));

        assertThat(allocated(
                        () -> assertThatThrownBy(() -> cache.retrieve(id("a"))).isInstanceOf(ProviderException.class)))
                .isLessThan(8 * MEGABYTE);
    }

    @Test
    void answer_nestedWithoutEnd_isAFaultAndNoMore() throws Exception {
        byte[] nested = "*1\r\n".repeat(200_000).getBytes(ISO_8859_1);
        CacheInstance cache = open(script((request, out) -> out.write(nested)));

        assertThatThrownBy(() -> cache.retrieve(id("a"))).isInstanceOf(ProviderException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {":12\r\n", "*1\r\n:1\r\n", "$-1\r\n", "+\r\n", "$3\r\nabc\r\n", "$-7\r\n", "-\r\n", "?"})
    void status_ofAServerThatAnswersNonsense_isToldAndNotThrown(String answer) throws Exception {
        BadServer server = BadServer.answering(answer.getBytes(ISO_8859_1));
        open.add(server);

        assertThat(open(server.address()).status().servers()).singleElement().matches(one -> !one.up());
    }

    @Test
    void serverThatBecameAReadOnlyReplica_doesNotBringBackWhatWasReplaced() throws Exception {
        ServerProcess server = run(RedisServers.single(directory));
        CacheInstance cache = open(server.address());
        assertThat(store(cache, "a", "old").stored()).isTrue();
        RedisServers.cli(server, "replicaof", "127.0.0.1", Integer.toString(Ports.free()));

        assertThat(store(cache, "a", "new").stored()).isFalse();

        await().during(Duration.ofMillis(1_500)).atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            cache.status();
            assertThat(retrieveOrNull(cache, id("a"))).isNull();
        });
        RedisServers.cli(server, "replicaof", "no", "one");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> store(cache, "b", "value").stored());
        assertThat(cache.retrieve(id("a"))).isNull();
    }

    @Test
    void serverThatTakesNoWritesForAWhile_doesNotBringBackWhatWasReplacedOrRemoved() throws Exception {
        ServerProcess server = run(RedisServers.single(directory));
        CacheInstance cache = open(server.address());
        store(cache, "a", "old");
        store(cache, "b", "old");
        RedisServers.cli(server, "config", "set", "min-replicas-to-write", "1"); // -NOREPLICAS, DEL included

        assertThat(store(cache, "a", "new").stored()).isFalse();
        assertThat(retrieveOrNull(cache, id("a"))).isNull();
        assertThatThrownBy(() -> cache.remove(id("b"))).isInstanceOf(ProviderException.class);
        RedisServers.cli(server, "config", "set", "min-replicas-to-write", "0");

        await().atMost(Duration.ofSeconds(5))
                .until(() -> store(cache, "c", "value").stored());
        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.retrieve(id("b"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HELLO", "CLIENT"})
    void serverWithoutACommandThatHttpdDoesNotNeed_isServed(String command) throws Exception {
        ServerProcess server = run(RedisServers.single(directory, "--rename-command", command, ""));
        CacheInstance cache = open(server.address());

        assertThat(store(cache, "a", "value").stored()).isTrue();
        assertThat(cache.find(id("a")).data()).asString(UTF_8).isEqualTo("value");
    }

    @Test
    void serverWithoutUnlink_isEmptiedAllTheSame() throws Exception {
        ServerProcess server = run(RedisServers.single(directory, "--rename-command", "UNLINK", ""));
        CacheInstance cache = open(server.address());
        store(cache, "a", "value");

        ((Listable) cache).clear();

        assertThat(cache.retrieve(id("a"))).isNull();
    }

    @Test
    void scan_thatGoesInCircles_ends() throws Exception {
        AtomicInteger scans = new AtomicInteger();
        CacheInstance cache = open(script((request, out) -> {
            int page = scans.incrementAndGet() % 7 + 1;
            out.write(("*2\r\n$1\r\n" + page + "\r\n*0\r\n").getBytes(ISO_8859_1));
        }));

        assertThatThrownBy(() -> ((Listable) cache).iterate(entry -> true)).isInstanceOf(ProviderException.class);
    }

    @Test
    void clear_thatTheServerRefuses_isToldAndNotTakenForDone() throws Exception {
        ServerProcess server = run(RedisServers.single(directory));
        RedisServers.cli(server, "acl", "setuser", "reader", "on", ">secret", "~*", "+@all", "-del", "-unlink");
        CacheInstance owner = open(server.address());
        store(owner, "a", "value");
        settings.put("RedisUser", "reader");
        settings.put("RedisPassword", "secret");
        CacheInstance cache = open(server.address());

        assertThatThrownBy(() -> ((Listable) cache).clear())
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("NOPERM");
        assertThat(owner.retrieve(id("a"))).isNotNull();
        assertThat(owner.status().servers()).allMatch(ServerStatus::up);
    }

    /** Bytes that this thread takes from the heap meanwhile. */
    private static long allocated(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        call.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** What a server does about a request; of that it is told the last argument. */
    @FunctionalInterface
    private interface Script {
        void answer(String lastArgument, OutputStream out) throws IOException;
    }

    private String script(Script script) {
        BadServer server = BadServer.talking((in, out) -> {
            String last = "";
            for (int n = Integer.parseInt(line(in).substring(1)); n > 0; n--) {
                line(in);
                last = line(in);
            }
            script.answer(last, out);
        });
        open.add(server);
        return server.address();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the client has left");
            }
            line.append((char) next);
        }
        return line.toString().trim();
    }

    private <T extends ServerProcess> T run(T server) {
        open.add(server);
        return server;
    }

    private CacheInstance open(String argument) throws Exception {
        CacheInstance cache = new RedisProvider(settings)
                .open(
                        argument,
                        new OpenContext("authn-socache", Hints.NONE, InstantSource.system(), directory, directory));
        open.add(cache);
        return cache;
    }

    private static byte[] retrieveOrNull(CacheInstance cache, byte[] id) {
        try {
            return cache.retrieve(id);
        } catch (ProviderException failed) {
            return null;
        }
    }

    private static StoreResult store(CacheInstance cache, String id, String value) {
        return cache.store(id(id), InstantSource.system().millis() + 60_000, value.getBytes(UTF_8));
    }

    private static byte[] id(String text) {
        return text.getBytes(UTF_8);
    }
}
