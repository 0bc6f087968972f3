// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.Hints;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;
import org.socache.tck.server.BadServer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Servers that lie: no foreign value, no torn one, no heap for what never comes, and none of it for ever. */
@Timeout(60)
class MemcacheHostileServerTest {

    private static final long MEGABYTE = 1 << 20;
    /** What a server of no entries answers. */
    private static final Map<String, String> RIGHT =
            Map.of("get", "END", "set", "STORED", "delete", "NOT_FOUND", "stats", "STAT item_size_max 1048576\r\nEND");

    private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final Map<String, Object> settings = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    /** Of the server of this test. */
    private String address;

    @AfterEach
    void close() throws Exception {
        for (int n = open.size() - 1; n >= 0; n--) {
            open.get(n).close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VALUE authn-socache:61 0 3\r\nabcdef\r\nEND\r\n",
                "VALUE authn-socache:61 0 3\r\nabc\n\rEND\r\n",
                "VALUE authn-socache:61 0 3\r\nabc\r\nSTORED\r\nEND\r\n",
                "VALUE authn-socache:61 0 3\r\nabc\r\nVALUE authn-socache:62 0 3\r\nxyz\r\nEND\r\n",
                "VALUE authn-socache:62 0 3\r\nxyz\r\nVALUE authn-socache:61 0 3\r\nabc\r\nEND\r\n",
                "STORED\r\nVALUE authn-socache:61 0 3\r\nabc\r\nEND\r\n",
                "VALUE authn-socache:61 0 3 \r\nabc\r\nEND\r\n",
                "VALUE authn-socache:61 0 +3\r\nabc\r\nEND\r\n",
                "VALUE  0 3\r\nabc\r\nEND\r\n",
                "VALUE authn-socache:61 0 3\nabc\r\nEND\r\n",
            })
    void answer_thatIsNotOneToTheQuestion_isNoValue(String answer) throws Exception {
        CacheInstance cache = open(text((request, out) -> out.write(answer.getBytes(ISO_8859_1))));

        assertThat(retrieveOrNull(cache, "a")).isNull();
    }

    @Test
    void answer_givenTwiceOnce_isNoOnesValue_andTheServerIsUsedAgain() throws Exception {
        AtomicInteger gets = new AtomicInteger();
        CacheInstance cache = open(text((request, out) -> {
            String key = request.split(" ")[1].trim();
            String answer = "VALUE " + key + " 0 " + key.length() + "\r\n" + key + "\r\nEND\r\n";
            out.write(answer.repeat(gets.incrementAndGet() == 3 ? 2 : 1).getBytes(ISO_8859_1));
        }));

        for (int n = 0; n < 20; n++) {
            String key = "6" + n % 10;
            byte[] value = retrieveOrNull(cache, "" + (char) Integer.parseInt(key, 16));
            if (value != null) {
                assertThat(value).asString(UTF_8).isEqualTo("authn-socache:" + key);
            }
        }
        await().atMost(BACK_WITHIN).until(() -> retrieveOrNull(cache, "a") != null);
    }

    @ParameterizedTest
    @CsvSource({"set, DELETED", "delete, STORED", "delete, 'DELETED '"})
    void change_answeredAsSomethingElse_isNotDone(String command, String answer) throws Exception {
        AtomicInteger lies = new AtomicInteger(1);
        CacheInstance cache = open(text((request, out) -> {
            String right = RIGHT.get(request.split(" ")[0]);
            boolean lie = request.startsWith(command) && lies.getAndSet(0) > 0;
            out.write(((lie ? answer : right) + "\r\n").getBytes(ISO_8859_1));
        }));

        if (command.equals("set")) {
            assertThat(cache.store(id("a"), inAMinute(), id("value")).stored()).isFalse();
        } else {
            assertThat(removeOrFalse(cache)).isFalse();
        }
        await().atMost(BACK_WITHIN).ignoreException(ProviderException.class).untilAsserted(cache::probe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VALUE authn-socache:61 0 100000000\r\n", "VALUE authn-socache:61 0 2147483647\r\nabc"})
    void length_announcedAndNeverSent_costsNoHeap(String answer) throws Exception {
        CacheInstance cache = open(text((request, out) -> out.write(answer.getBytes(ISO_8859_1))));

        retrieveOrNull(cache, "a");

        assertThat(allocatedByClient()).isBetween(1L, 8 * MEGABYTE);
    }

    @ParameterizedTest
    @CsvSource({"get, x", "get, VALUE", "delete, x", "delete, SERVER_ERROR"})
    void line_withoutAnEnd_costsNoHeap(String command, String start) throws Exception {
        byte[] more = "x".repeat(1 << 16).getBytes(ISO_8859_1);
        CacheInstance cache = open(text((request, out) -> {
            out.write(start.getBytes(ISO_8859_1));
            while (true) {
                out.write(more);
            }
        }));

        if (command.equals("get")) {
            assertThat(retrieveOrNull(cache, "a")).isNull();
        } else {
            assertThat(removeOrFalse(cache)).isFalse();
        }

        assertThat(allocatedByClient()).isBetween(1L, 8 * MEGABYTE);
    }

    @Test
    void stats_thatDoNotEnd_areAServerThatIsDown() throws Exception {
        CacheInstance cache = open(text((request, out) -> {
            out.write("END\r\n".getBytes(ISO_8859_1));
            while (request.startsWith("stats")) {
                out.write("STAT a b\r\n".repeat(1_000).getBytes(ISO_8859_1));
            }
        }));

        assertThat(cache.status().servers()).singleElement().matches(server -> !server.up());
        assertThat(allocatedByClient()).isBetween(1L, 64 * MEGABYTE);
    }

    /** What is wrong about an answer, as the offset of a field and what it is set to. */
    @ParameterizedTest
    @CsvSource({"0, 80", "1, 00", "8, 7fffffff", "8, ffffffff", "12, 00000000", "30, 62"})
    void binary_answerThatIsNotOneToTheQuestion_isNoValue(int offset, String field) throws Exception {
        byte[] wrong = new byte[field.length() / 2];
        for (int n = 0; n < wrong.length; n++) {
            wrong[n] = (byte) Integer.parseInt(field.substring(2 * n, 2 * n + 2), 16);
        }
        assertThat(retrieveOrNull(openBinary(offset, wrong), "a")).isNull();

        assertThat(allocatedByClient()).isBetween(1L, 8 * MEGABYTE);
    }

    @Test
    void binary_dataAnnouncedAndNeverSent_areNotWaitedForForEver() throws Exception {
        CacheInstance cache = openBinary(8, new byte[] {6, 0, 0, 0});

        assertThat(retrieveOrNull(cache, "a")).isNull();

        assertThat(allocatedByClient()).isBetween(1L, 8 * MEGABYTE);
        await().atMost(BACK_WITHIN).until(() -> retrieveOrNull(cache, "a") != null);
    }

    /** On a server whose first answer is wrong from an offset on. */
    private CacheInstance openBinary(int offset, byte[] wrong) throws Exception {
        settings.put("MemcacheUser", "socache");
        settings.put("MemcachePassword", "secret");
        AtomicInteger lies = new AtomicInteger(1);
        return open(server((in, out) -> binary(in, out, lies, offset, wrong)));
    }

    private static void binary(DataInputStream in, OutputStream out, AtomicInteger lies, int offset, byte[] wrong)
            throws IOException {
        byte[] header = in.readNBytes(24);
        if (header.length < 24) {
            throw new IOException("the client has left");
        }
        byte[] body = in.readNBytes(ByteBuffer.wrap(header).getInt(8));
        boolean get = header[1] == 0x0c || header[1] == 0;
        byte[] key = header[1] == 0x0c ? body : new byte[0];
        byte[] value = "value".getBytes(ISO_8859_1);
        int length = get ? 4 + key.length + value.length : 0;
        ByteBuffer answer = ByteBuffer.allocate(24 + length);
        answer.put((byte) 0x81).put(header[1]).putShort((short) key.length).put((byte) (get ? 4 : 0));
        answer.position(8).putInt(length).put(header, 12, 4).putLong(0);
        if (get) {
            answer.putInt(0).put(key).put(value);
            if (lies.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                answer.position(offset).put(wrong);
            }
        }
        out.write(answer.array());
    }

    /** Bytes that the client's thread has taken from the heap. */
    private long allocatedByClient() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.toString().endsWith(address + "}"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
                .sum();
    }

    /** What a server does about a request of the text protocol. */
    @FunctionalInterface
    private interface Script {
        void answer(String request, OutputStream out) throws IOException;
    }

    private String text(Script script) {
        return server((in, out) -> {
            String line = line(in);
            if (line.startsWith("set ")) {
                in.skipNBytes(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)) + 2);
            }
            script.answer(line, out);
        });
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the client has left");
            }
            line.append((char) next);
        }
        return line.toString().trim();
    }

    private String server(BadServer.Step step) {
        BadServer server = BadServer.talking(step);
        open.add(server);
        address = server.address();
        return address;
    }

    private CacheInstance open(String argument) throws Exception {
        CacheInstance cache = new MemcacheProvider(settings)
                .open(
                        argument,
                        new OpenContext("authn-socache", Hints.NONE, InstantSource.system(), directory, directory));
        open.add(cache);
        return cache;
    }

    private static byte[] retrieveOrNull(CacheInstance cache, String id) {
        try {
            return cache.retrieve(id(id));
        } catch (ProviderException failed) {
            return null;
        }
    }

    private static boolean removeOrFalse(CacheInstance cache) {
        try {
            return cache.remove(id("a"));
        } catch (ProviderException failed) {
            return false;
        }
    }

    private static long inAMinute() {
        return InstantSource.system().millis() + 60_000;
    }

    private static byte[] id(String text) {
        return text.getBytes(UTF_8);
    }
}
