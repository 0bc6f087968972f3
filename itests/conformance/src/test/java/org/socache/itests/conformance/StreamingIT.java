// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.openmbean.CompositeData;

import com.sun.net.httpserver.HttpExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Answer;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What is too large to store passes through, and neither its size nor a slow reader costs the proxy anything. */
@ExtendWith(SharedNode.class)
@TestInstance(Lifecycle.PER_CLASS)
class StreamingIT {

    private static final long MIB = 1024 * 1024;
    private static final long LARGE = 2048 * MIB;
    private static final long HEAP_GROWTH = 32 * MIB;

    /** More than the threads of the container, fewer than connections to an origin. */
    private static final int SLOW_READERS = 220;

    private static final int ROUNDS = 5;

    private final Origin origin = new Origin();
    private final ReverseProxy proxy;
    private final Karaf karaf;

    StreamingIT(Karaf karaf) throws IOException {
        this.karaf = karaf;
        this.proxy = new ReverseProxy(karaf);
    }

    @BeforeAll
    void putBehindTheCache() throws IOException {
        origin.page("/large", exchange -> stream(exchange, LARGE));
        origin.page("/film", exchange -> stream(exchange, 64 * MIB));
        proxy.cacheOn("shmcb:data/streaming.cache(16777216)");
        proxy.forward("streaming", "/streaming/", origin.port());
    }

    @AfterAll
    void leaveAsFound() {
        proxy.withdraw("streaming");
        origin.close();
    }

    /** Storable by its fields, so that only its size keeps it out of the cache. */
    private static void stream(HttpExchange exchange, long length) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
        exchange.sendResponseHeaders(200, length);
        byte[] block = new byte[(int) MIB];
        try (OutputStream body = exchange.getResponseBody()) {
            for (long sent = 0; sent < length; sent += block.length) {
                body.write(mark(block, sent));
            }
        }
    }

    private static byte[] mark(byte[] block, long position) {
        for (int shift = 0; shift < Long.BYTES; shift++) {
            block[shift] = (byte) (position >> (8 * shift));
        }
        return block;
    }

    @Test
    void largeResponse_passesWholeAndLeavesTheHeapAsItWas() throws IOException, JMException, InterruptedException {
        try (Jmx jmx = karaf.jmx()) {
            long before = liveHeap(jmx);
            long most = before;
            var request = HttpRequest.newBuilder(URI.create(proxy.base() + "/streaming/large"))
                    .timeout(Duration.ofMinutes(3))
                    .build();
            try (InputStream body = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofInputStream())
                    .body()) {
                byte[] expected = new byte[(int) MIB];
                for (long position = 0; position < LARGE; position += MIB) {
                    assertThat(body.readNBytes((int) MIB)).isEqualTo(mark(expected, position));
                    if (position % (512 * MIB) == 256 * MIB) {
                        most = Math.max(most, liveHeap(jmx));
                    }
                }
                assertThat(body.read()).isEqualTo(-1);
            }
            assertThat(most - before).as("bytes of heap").isLessThan(HEAP_GROWTH);
        }
    }

    private static long liveHeap(Jmx jmx) throws IOException, JMException {
        jmx.invoke("java.lang:type=Memory", "gc");
        return (Long) ((CompositeData) jmx.attribute("java.lang:type=Memory", "HeapMemoryUsage")).get("used");
    }

    @Test
    void slowReaders_moreThanThreads_keepNobodyElseWaiting() throws IOException, JMException {
        List<Socket> readers = new ArrayList<>();
        try (Jmx jmx = karaf.jmx()) {
            int before = threads(jmx);
            for (int number = 0; number < SLOW_READERS; number++) {
                readers.add(askForFilm());
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (Socket reader : readers) {
                    assertThat(reader.getInputStream().readNBytes(1024)).hasSize(1024);
                }
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
            assertThat(threads(jmx) - before).as("more threads").isLessThan(SLOW_READERS / 2);

            Answer other = karaf.browser().get("/streaming/");
            assertThat(other.status()).isEqualTo(200);
            assertThat(other.took()).isLessThan(Duration.ofSeconds(2));
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    private Socket askForFilm() throws IOException {
        Socket reader = new Socket();
        reader.setReceiveBufferSize(4096);
        reader.setSoTimeout(20_000);
        reader.connect(new InetSocketAddress("127.0.0.1", karaf.ports().http()));
        reader.getOutputStream()
                .write("GET /streaming/film HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return reader;
    }

    private static int threads(Jmx jmx) throws IOException, JMException {
        return (Integer) jmx.attribute("java.lang:type=Threading", "ThreadCount");
    }
}
