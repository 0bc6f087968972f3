// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.net.Socket;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/** Expect: 100-continue (RFC 9110 section 10.1.1), and the 100 that answers it. */
@Timeout(30)
class ExpectationTest extends BehindProxy {

    private static final String EXPECTING =
            "POST / HTTP/1.1\r\nHost: front\r\nExpect: 100-continue\r\nConnection: close\r\n"
                    + "Content-Length: 5\r\n\r\n";

    @BeforeEach
    void start() throws Exception {
        start(30_000, 10_000, 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3_000_000})
    void originThatAnswersWithoutTheContent_isNoFailure_andItsAnswerArrives(int length) throws Exception {
        String content = "x".repeat(length);
        origin.answer("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: " + length + "\r\n\r\n" + content
                + ScriptedOrigin.BODY);

        assertThat(proxy.send(EXPECTING))
                .startsWith("HTTP/1.1 401")
                .contains("WWW-Authenticate: Basic", "Content-Length: " + length)
                .endsWith("\r\n\r\n" + content);
        assertThat(proxy.origin().failures()).isZero();
        assertThat(proxy.origin().answers()).isEqualTo(1);
    }

    @Test
    void originThatKnowsNothingOfIt_getsTheContentAfterAWhile() throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        assertThat(proxy.send(EXPECTING + "hello")).endsWith("ok");
        assertThat(origin.requests.get(0)).endsWith("hello");
    }

    @Test
    void originThatAsks_getsTheContent_andTheClientIsAskedOnce() throws Exception {
        origin.answer("HTTP/1.1 100 Continue\r\n\r\n" + ScriptedOrigin.BODY
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        try (Socket client = proxy.connect()) {
            client.getOutputStream().write(EXPECTING.getBytes(ISO_8859_1));
            String asked = "HTTP/1.1 100 Continue\r\n\r\n";
            assertThat(client.getInputStream().readNBytes(asked.length())).isEqualTo(asked.getBytes(ISO_8859_1));
            client.getOutputStream().write("hello".getBytes(ISO_8859_1));
            assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("ok");
        }
        assertThat(origin.requests.get(0)).endsWith("hello");
    }

    @Test
    void answerThatBreaksOff_isABadGateway_andNotTheSuccessItBeganAs() throws Exception {
        origin.answer("HTTP/1.1 100 Continue\r\n\r\n" + ScriptedOrigin.BODY
                + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok" + ScriptedOrigin.CLOSE);

        assertThat(proxy.send(EXPECTING + "hello")).contains("HTTP/1.1 502").doesNotContain("HTTP/1.1 200");
    }

    @Test
    void continueThatNobodyAskedFor_isAnInterimResponseLikeOthers() throws Exception {
        String interim = "HTTP/1.1 100 Continue\r\n\r\n";
        origin.answer(interim + interim + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        assertThat(proxy.send("GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n"))
                .startsWith(interim + interim + "HTTP/1.1 200 OK")
                .endsWith("ok");
        assertThat(proxy.origin().answers()).isEqualTo(1);
    }

    @Test
    void expectationWithoutContent_endsHere() throws Exception {
        origin.answer("HTTP/1.1 204 No Content\r\n\r\n");

        assertThat(proxy.send("GET / HTTP/1.1\r\nHost: front\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 204");
        assertThat(origin.requests.get(0)).doesNotContain("Expect");
    }
}
