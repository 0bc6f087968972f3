// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A client and an origin that speak raw bytes, and the proxy between them. */
@Timeout(30)
class ForwardingServletTest {

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private ProxyServer proxy;

    @BeforeEach
    void start() throws Exception {
        origin.start();
        start(new ProxySettings(500, 500, 16, 16, false, true, true), origin.url());
    }

    private void start(ProxySettings settings, String origins) throws Exception {
        proxy = new ProxyServer(settings, 30_000, origins);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.stop();
        origin.close();
    }

    @Test
    void response_reachesTheClientAsItIs_butForThisHop() throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: origin\r\nX-Empty:\r\n"
                + "X-Two: a\r\nX-Two: b\r\nConnection: x-hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                + "Content-Length: 5\r\n\r\nhello");

        String answer = send("GET /path?q=1 HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .containsOnlyOnce("Date: Sun, 06 Nov 1994 08:49:37 GMT")
                .containsOnlyOnce("Server: origin")
                .contains("X-Two: a", "X-Two: b", "X-Empty:")
                .doesNotContain("X-Hop", "Keep-Alive")
                .endsWith("hello");
        assertThat(answer.split("Date:")).hasSize(2);
    }

    @Test
    void fieldsForAllRecipients_areKeptThoughConnectionNamesThem() throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\nConnection: cache-control, vary, x-hop\r\nCache-Control: no-store\r\n"
                + "Vary: Cookie\r\nX-Hop: 1\r\nContent-Length: 5\r\n\r\nhello");

        String answer = send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close, authorization\r\n"
                + "Authorization: Basic YTpi\r\n\r\n");

        assertThat(origin.requests.get(0)).contains("Authorization: Basic YTpi");
        assertThat(answer)
                .contains("Cache-Control: no-store", "Vary: Cookie")
                .doesNotContain("X-Hop")
                .endsWith("hello");
    }

    /** RFC 9112 section 6.3: without a final chunked the content of a response lasts until the connection ends. */
    @ParameterizedTest
    @CsvSource({
        "Transfer-Encoding: thing, X-Last: 1",
        "X-First: 1, Transfer-Encoding: thing",
        "Transfer-Encoding: thing, Transfer-Encoding: identity"
    })
    void contentInACodingOfNoMeaning_lastsUntilTheOriginCloses(String first, String second) throws Exception {
        String content = "hello ".repeat(100_000) + "world";
        origin.answer("HTTP/1.1 200 OK\r\n" + first + "\r\n" + second + "\r\n\r\n" + content + ScriptedOrigin.CLOSE);

        String answer = send("GET / HTTP/1.0\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .doesNotContain("Transfer-Encoding")
                .endsWith("\r\n\r\n" + content);
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200 OK", "GET, 204 No Content", "GET, 304 Not Modified"})
    void responseWithoutContent_inACodingOfNoMeaning_isWhole(String method, String status) throws Exception {
        origin.answer("HTTP/1.1 " + status + "\r\nTransfer-Encoding: thing\r\nX-Kept: 1\r\n\r\n");

        assertThat(send(method + " / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status)
                .contains("X-Kept: 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Transfer-Encoding: gzip | X-Last: 1",
                "Transfer-Encoding: thing, x-GZIP;level=1 | X-Last: 1",
                "Transfer-Encoding: chunked, thing | X-Last: 1",
                "Transfer-Encoding: thing | Content-Length: 5"
            })
    void contentThatCouldBeReadInTwoWays_isABadGateway(String first, String second) throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\n" + first + "\r\n" + second + "\r\n\r\nhello");

        assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 502");
    }

    @Test
    void request_reachesTheOriginAsItIs_butForThisHop() throws Exception {
        origin.answer("HTTP/1.1 204 No Content\r\n\r\n");

        send("GET /a%2Fb/c;d?e=f&g HTTP/1.1\r\nHost: front\r\nConnection: close, x-hop\r\nX-Hop: 1\r\nTE: trailers\r\n"
                + "X-Forwarded-For: forged\r\nForwarded: for=forged\r\nx-forwarded-port: forged\r\n"
                + "X-Forwarded-Prefix: /forged\r\nX-Kept: yes\r\n\r\n");

        assertThat(origin.requests.get(0))
                .startsWith("GET /a%2Fb/c;d?e=f&g HTTP/1.1\r\n")
                .contains("Host: " + origin.authority(), "X-Kept: yes", "Via: 1.1 ", "X-Forwarded-For: 127.0.0.1")
                .doesNotContain("X-Hop", "TE:", "forged", "User-Agent", "Accept-Encoding");
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS, 2, 1", "OPTIONS, 01, 0", "OPTIONS, x, x", "GET, 2, 2"})
    void maxForwards_isCountedDownForOptions(String method, String received, String sent) throws Exception {
        origin.answer("HTTP/1.1 204 No Content\r\n\r\n");

        send(method + " / HTTP/1.1\r\nHost: front\r\nMax-Forwards: " + received + "\r\nConnection: close\r\n\r\n");

        assertThat(origin.requests.get(0)).contains("Max-Forwards: " + sent + "\r\n");
    }

    @Test
    void maxForwards_zero_isAnsweredHere() throws Exception {
        assertThat(send("OPTIONS / HTTP/1.1\r\nHost: front\r\nMax-Forwards: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("Allow: GET");
        assertThat(origin.requests).isEmpty();
    }

    /** RFC 9110 section 15.5.6. */
    @Test
    void trace_isToldWhichMethodsAreForwarded() throws Exception {
        assertThat(send("TRACE / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: GET, HEAD, ");
        assertThat(origin.requests).isEmpty();
    }

    /** RFC 9110 section 6.5.1, RFC 9111 section 3.1: a trailer field never counts as one of the head. */
    @Test
    void trailers_areNotMixedWithTheHead() throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\nTrailer: Cache-Control, X-Late\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n0\r\nCache-Control: max-age=60\r\nX-Late: 1\r\n\r\n");
        origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

        for (int i = 0; i < 2; i++) {
            assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                    .contains("hello")
                    .doesNotContain("Cache-Control", "X-Late", "Trailer");
        }
    }

    /** RFC 9110 sections 8.6 and 15.4.5, RFC 9112 section 6.3: whatever the field says, there is no content to wait for. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "5"})
    void contentLengthOf304_isThatOfThePage(String length) throws Exception {
        origin.answer("HTTP/1.1 304 Not Modified\r\nContent-Length: " + length + "\r\nETag: \"1\"\r\n\r\n");

        assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nIf-None-Match: \"1\"\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 304")
                .contains("ETag: \"1\"");
    }

    /** RFC 9110 section 8.6. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "5"})
    void contentLengthOf204_endsHere(String length) throws Exception {
        origin.answer("HTTP/1.1 204 No Content\r\nContent-Length: " + length + "\r\nX-Kept: 1\r\n\r\n");

        assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 204")
                .contains("X-Kept: 1")
                .doesNotContain("Content-Length");
    }

    @Test
    void requestBody_isStreamed() throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        assertThat(send("POST /form HTTP/1.1\r\nHost: front\r\nContent-Length: 11\r\n"
                        + "Content-Type: text/plain\r\nConnection: close\r\n\r\nhello world"))
                .endsWith("ok");

        assertThat(origin.requests.get(0)).endsWith("hello world");
    }

    /** Curl names no type for what it uploads. */
    @Test
    void requestBody_largerThanAnInt_isStreamed() throws Exception {
        try (ServerSocket large = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            proxy.stop();
            start(
                    new ProxySettings(10_000, 500, 16, 16, false, true, true),
                    "http://127.0.0.1:" + large.getLocalPort() + "/");
            try (Socket client = proxy.connect()) {
                client.getOutputStream()
                        .write("PUT / HTTP/1.1\r\nHost: front\r\nContent-Length: 3000000000\r\n\r\nhello"
                                .getBytes(ISO_8859_1));
                try (Socket upstream = large.accept()) {
                    upstream.setSoTimeout(10_000);
                    StringBuilder received = new StringBuilder();
                    while (!received.toString().endsWith("\r\n\r\nhello")) {
                        int next = upstream.getInputStream().read();
                        assertThat(next).as(received.toString()).isNotNegative();
                        received.append((char) next);
                    }
                    assertThat(received)
                            .contains("Content-Length: 3000000000\r\n")
                            .doesNotContain("Content-Type");
                }
            }
        }
    }

    @Test
    void request_withTwoFramings_isRefused() throws Exception {
        assertThat(send("POST / HTTP/1.1\r\nHost: front\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
                        + "Connection: close\r\n\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(origin.requests).isEmpty();
    }

    @Test
    void request_withDotSegments_isRefused() throws Exception {
        assertThat(send("GET /a/%2e%2e/b HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(origin.requests).isEmpty();
    }

    /** RFC 9112 section 6.1: an old origin, or one that does not know the coding, would read the content as something else. */
    @ParameterizedTest
    @CsvSource({"HTTP/1.0, chunked, 400", "HTTP/1.1, 'gzip, chunked', 501", "HTTP/1.1, 'chunked, chunked', 400"})
    void request_inATransferCodingThatEndsHere_isRefused(String version, String coding, int status) throws Exception {
        assertThat(send("POST / " + version + "\r\nHost: front\r\nTransfer-Encoding: " + coding
                        + "\r\nConnection: close\r\n\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
        assertThat(origin.requests).isEmpty();
    }

    /** RFC 9112 section 3.2.2: the cache files the answer under the target's host, so the origin must not hear of another. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void targetInAbsoluteForm_theOriginDoesNotSeeTheHostField(boolean preserveHost) throws Exception {
        proxy.stop();
        start(new ProxySettings(500, 500, 16, 16, preserveHost, true, true), origin.url());
        origin.answer("HTTP/1.1 204 No Content\r\n\r\n");

        send("GET http://front:81/a?b HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n");

        assertThat(origin.requests.get(0))
                .startsWith("GET /a?b HTTP/1.1\r\n")
                .containsOnlyOnce("X-Forwarded-Host: front:81")
                .containsOnlyOnce("\r\nHost: " + (preserveHost ? "front:81" : origin.authority()))
                .doesNotContain("evil");
    }

    /** What the cache, and who guards a path, have seen. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil/secret",
                "//evil",
                "///a",
                "/a//b",
                "/a:b",
                "/a?x=//b&&c=%41&d&e=+",
                "/?a=b?c",
                "/a?",
                "/a;b?x=|",
                "/a?x=%zz",
                "/a?x=http://b/"
            })
    void target_reachesTheOriginByteForByte(String target) throws Exception {
        origin.answer("HTTP/1.1 204 No Content\r\n\r\n");

        send("GET " + target + " HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n");

        assertThat(origin.requests).hasSize(1);
        assertThat(origin.requests.get(0)).startsWith("GET " + target + " HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT front:80", "OPTIONS *"})
    void target_withoutAPath_isRefused(String line) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((line + " HTTP/1.1\r\nHost: front\r\n\r\n").getBytes(ISO_8859_1));
            assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
                    .isEqualTo("HTTP/1.1 400");
        }
        assertThat(origin.requests).isEmpty();
    }

    /** RFC 9112 sections 5 and 6.3: what the next recipient could take for the end, or for another field. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 4",
                "Content-Length: 5, 5",
                "Content-Length: +5",
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 4",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Content-Length: 5\r\nX-Folded: a\r\n b",
                "Content-Length: 5\r\nX-Spaced : a",
                "Content-Length: 5\r\nX-Bare: a\rb",
                "Content-Length: 5\r\nX-Null: a\u0000b"
            })
    void response_thatCouldBeReadInTwoWays_isABadGateway(String fields) throws Exception {
        boolean chunked = fields.contains("chunked");
        origin.answer("HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\n" + (chunked ? "5\r\nhello\r\n0\r\n\r\n" : "hello"));

        assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 502");
    }

    @Test
    void answers_areCountedAndMeasured_failuresToo() throws Exception {
        OriginView view = new OriginView(proxy.pass().path(), proxy.origin());
        origin.answer("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        origin.answer("HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\nno");
        origin.answer(ScriptedOrigin.CLOSE);

        for (int n = 0; n < 3; n++) {
            send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n");
        }

        assertThat(view.getAnswers()).isEqualTo(2);
        assertThat(view.getFailures()).isEqualTo(1);
        assertThat(view.getAnswerSeconds()).isPositive();
        assertThat(view.getRecentAnswers()).isEqualTo(2);
        assertThat(view.getRecentP50Millis()).isPositive().isLessThanOrEqualTo(view.getRecentMaxMillis());
    }

    @Test
    void clientThatGoesInTheMiddle_isNoFailureOfTheOrigin() throws Exception {
        proxy.stop();
        start(new ProxySettings(10_000, 10_000, 16, 16, false, true, true), origin.url());
        origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + "x".repeat(20_000_000));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port())) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: front\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(client.getInputStream().readNBytes(1_000)).hasSize(1_000);
            client.setSoLinger(true, 0); // closed by a reset
        }

        await().until(() -> origin.abandoned.get() == 1);

        assertThat(proxy.origin().failures()).isZero();
        assertThat(proxy.origin().answers()).isEqualTo(1);
    }

    @Test
    void origin_silent_isATimeout() throws Exception {
        origin.answer("");

        assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 504");
    }

    @Test
    void origin_closesWithoutAnswer_isABadGatewayAndNotRetried() throws Exception {
        origin.answer(ScriptedOrigin.CLOSE);
        origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 502");
        assertThat(origin.requests).hasSize(1);
    }

    @Test
    void origin_breaksOffInTheBody_theClientSeesThatToo() throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this" + ScriptedOrigin.CLOSE);

        String answer = send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n");

        assertThat(answer).doesNotContain("Content-Length: 9\r\n");
        assertThat(answer.length()).isLessThan(1000);
    }

    /** RFC 9112 section 8: an error of the connection leaves such content incomplete. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Plain: 1", "Transfer-Encoding: thing"})
    void origin_resetsInContentThatLastsUntilItCloses_theClientSeesThatToo(String field) throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n" + "hello ".repeat(10_000) + ScriptedOrigin.RESET);

        // in chunks, which are to have no last one
        assertThat(send("GET / HTTP/1.1\r\nHost: front\r\n\r\n")).doesNotContain("\r\n0\r\n\r\n");
        assertThat(proxy.origin().failures()).isEqualTo(1);
    }

    /** RFC 9112 section 9.8: over TLS such content is complete only if the origin said that it ends. */
    @ParameterizedTest
    @CsvSource({
        "X-Plain: 1, true",
        "X-Plain: 1, false",
        "Transfer-Encoding: thing, true",
        "Transfer-Encoding: thing, false"
    })
    void tlsOrigin_endsContentThatLastsUntilItCloses_onlyWithCloseNotify(
            String field, boolean inOrder, @TempDir Path directory) throws Exception {
        String content = "hello ".repeat(10_000);
        try (TlsOrigin tls = new TlsOrigin(directory, "HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n" + content, inOrder)) {
            proxy.stop();
            start(new ProxySettings(10_000, 10_000, 16, 16, false, true, true), tls.url());

            // the second lets the proxy end the connection if the first has not
            String answer = send("GET / HTTP/1.1\r\nHost: front\r\n\r\n"
                    + "GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 200").contains("hello hello");
            assertThat(answer.contains("\r\n0\r\n\r\n")).isEqualTo(inOrder);
            assertThat(proxy.origin().failures()).isEqualTo(inOrder ? 0 : 1);
        }
    }

    @Test
    void tlsOrigin_endsAnIdleConnectionWithoutCloseNotify_itIsNotUsedAgain(@TempDir Path directory) throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        try (TlsOrigin tls = new TlsOrigin(directory, answer, false)) {
            proxy.stop();
            start(new ProxySettings(10_000, 10_000, 16, 16, false, true, true), tls.url());
            for (int request = 1; request <= 3; request++) {
                assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 200")
                        .endsWith("hello");
                int ended = request;
                await().atMost(Duration.ofSeconds(3)).until(() -> tls.endedByClient.get() == ended);
            }
        }
    }

    @Test
    void interimResponses_reachTheClientBeforeTheAnswer_withoutFieldsOfThisHop() throws Exception {
        origin.answer("HTTP/1.1 102 Processing\r\n\r\n"
                + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: x-hop\r\nX-Hop: 1\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        String answer = send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 102 Processing\r\n\r\n"
                        + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n")
                .containsOnlyOnce("Link")
                .endsWith("ok");
    }

    @ParameterizedTest
    @CsvSource({"true, 502", "false, 504"})
    void origin_breaksOffOrFallsSilentInAnInterimResponse_theClientIsTold(boolean closes, int status) throws Exception {
        origin.answer("HTTP/1.1 103 Early Hints\r\nLink: </a" + (closes ? ScriptedOrigin.CLOSE : ""));

        assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void origin_breaksOffAfterAnInterimResponse_theClientIsTold() throws Exception {
        origin.answer("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ScriptedOrigin.CLOSE);

        assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .contains("HTTP/1.1 502");
    }

    @Test
    void interimResponse_beforeTheBodyIsAskedFor_isNotTakenForTheAnswer() throws Exception {
        origin.answer("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                + ScriptedOrigin.BODY + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        assertThat(send("POST /form HTTP/1.1\r\nHost: front\r\nContent-Length: 11\r\nExpect: 100-continue\r\n"
                        + "Connection: close\r\n\r\nhello world"))
                .contains("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
                .endsWith("ok");
        assertThat(origin.requests.get(0)).endsWith("hello world");
    }

    @Test
    void interimResponses_toAClientThatTakesNone_delayTheOriginOnce() throws Exception {
        proxy.stop();
        start(new ProxySettings(20_000, 500, 16, 16, false, true, true), origin.url());
        String interim = "HTTP/1.1 103 Early Hints\r\nLink: </" + "a".repeat(4000) + ">\r\n\r\n";
        origin.answer(interim.repeat(5000) + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        try (Socket silent = new Socket()) {
            silent.setReceiveBufferSize(4096);
            silent.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
            silent.getOutputStream().write("GET / HTTP/1.1\r\nHost: front\r\n\r\n".getBytes(ISO_8859_1));

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(origin.answered).hasValue(1));
        }
    }

    @Test
    void interimResponse_toAClientOfHttp10_isKeptBack() throws Exception {
        origin.answer("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        assertThat(send("GET / HTTP/1.0\r\nHost: front\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK")
                .doesNotContain("Link")
                .endsWith("ok");
    }

    @Test
    void valuesThatDifferInCase_onOneConnection_keepTheirCase() throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\nCache-Control: max-age=1\r\nContent-Length: 0\r\n\r\n");
        origin.answer("HTTP/1.1 200 OK\r\nCache-Control: MaX-aGe=1\r\nContent-Length: 0\r\n\r\n");

        send("GET /1 HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n");

        assertThat(send("GET /2 HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .contains("Cache-Control: MaX-aGe=1");
    }

    @Test
    void origin_refusesConnections_theNextOneIsAsked() throws Exception {
        proxy.stop();
        String dead;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = "http://127.0.0.1:" + free.getLocalPort() + "/";
        }
        start(new ProxySettings(500, 500, 16, 16, false, true, true), dead + " " + origin.url());
        for (int n = 0; n < 4; n++) {
            origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                    .endsWith("ok");
        }
    }

    /** RFC 9110 section 7.6: a proxy must not forward to itself without end. */
    @Test
    void proxyThatIsItsOwnOrigin_refusesWhatGoesRound() throws Exception {
        proxy.stop();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        proxy = new ProxyServer(
                new ProxySettings(10_000, 500, 64, 16, false, true, true),
                30_000,
                "http://127.0.0.1:" + port + "/",
                port);

        assertThat(send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 508");
        assertThat(proxy.origin().answers()).isEqualTo(8);
    }

    private String send(String request) throws Exception {
        return proxy.send(request);
    }

    private int port() {
        return proxy.port();
    }
}
