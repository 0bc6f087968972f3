// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Clients that stall, go, or send nonsense: an origin must not look bad for that, nor be left alone. */
@Timeout(30)
class WhoseFaultTest extends BehindProxy {

    private static final long SHORT = 300;
    private static final long LONG = 20_000;

    private void start(long clientMillis, long proxyMillis) throws Exception {
        start(clientMillis, proxyMillis, 16);
    }

    @ParameterizedTest
    @CsvSource({SHORT + "," + LONG, LONG + "," + SHORT})
    void clientThatStallsInItsContent_isTimedOut(long clientMillis, long proxyMillis) throws Exception {
        start(clientMillis, proxyMillis);
        origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        assertThat(proxy.send("POST / HTTP/1.1\r\nHost: front\r\nContent-Length: 9\r\n\r\nhello"))
                .startsWith("HTTP/1.1 408");
        assertThat(proxy.origin().failures()).isZero();
    }

    @Test
    void clientThatGoesInItsContent_isNoFailureOfTheOrigin() throws Exception {
        start(LONG, LONG);
        origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        try (Socket client = proxy.connect()) {
            client.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: front\r\nContent-Length: 9\r\n\r\nhello".getBytes(ISO_8859_1));
            // so that it is under way
            await().until(() -> origin.connections.get() == 1);
        }

        await().until(() -> origin.requests.size() == 1);

        assertThat(origin.requests.get(0)).endsWith("hello");
        assertThat(proxy.origin().failures()).isZero();
    }

    @Test
    void clientThatSendsNonsenseForAChunk_isABadRequest_andTheOriginIsNotDown() throws Exception {
        start(LONG, LONG);

        assertThat(proxy.send("POST / HTTP/1.1\r\nHost: front\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(proxy.origin().isDown()).isFalse();
        assertThat(proxy.origin().failures()).isZero();
    }

    @ParameterizedTest
    @CsvSource({SHORT + "," + LONG, LONG + ",1500"})
    void clientThatTakesNothing_isNoFailureOfTheOrigin(long clientMillis, long proxyMillis) throws Exception {
        start(clientMillis, proxyMillis);
        origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + "x".repeat(20_000_000));
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(4096);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: front\r\n\r\n".getBytes(ISO_8859_1));

            await().atMost(Duration.ofSeconds(10)).until(() -> origin.abandoned.get() == 1);
        }

        assertThat(proxy.origin().failures()).isZero();
        assertThat(proxy.origin().answers()).isEqualTo(1);
    }

    /** With and without the origin asking for the content. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Plain: 1", "Expect: 100-continue"})
    void originThatClosesInTheContent_isABadGateway(String field) throws Exception {
        start(LONG, LONG);
        origin.answer(
                field.startsWith("Expect")
                        ? "HTTP/1.1 100 Continue\r\n\r\n" + ScriptedOrigin.CLOSE_AT_ONCE
                        : ScriptedOrigin.CLOSE_AT_ONCE);

        String content = "x".repeat(5_000_000);
        try (Socket client = proxy.connect()) {
            Thread upload = new Thread(() -> {
                try {
                    client.getOutputStream()
                            .write(("POST / HTTP/1.1\r\nHost: front\r\nContent-Length: 50000000\r\n" + field
                                            + "\r\n\r\n" + content)
                                    .getBytes(ISO_8859_1));
                } catch (IOException ended) {
                    // by the proxy, which has heard enough
                }
            });
            upload.start();
            assertThat(new String(client.getInputStream().readNBytes(64), ISO_8859_1))
                    .contains("HTTP/1.1 502");
            upload.join();
        }
        assertThat(proxy.origin().failures()).isEqualTo(1);
    }
}
