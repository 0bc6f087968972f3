// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Expect: 100-continue (RFC 9110 section 10.1.1), and the 100 that answers it. */
@Timeout(30)
class ExpectationTest {

    private static final String EXPECTING =
            "POST / HTTP/1.1\r\nHost: front\r\nExpect: 100-continue\r\nConnection: close\r\n"
                    + "Content-Length: 5\r\n\r\n";

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private ProxyServer proxy;

    @BeforeEach
    void start() throws Exception {
        origin.start();
        proxy = new ProxyServer(new ProxySettings(10_000, 500, 16, 16, false, true, true), 30_000, origin.url());
    }

    @AfterEach
    void stop() throws Exception {
        proxy.stop();
        origin.close();
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

        assertThat(proxy.send(EXPECTING + "hello").split("HTTP/1.1 100")).hasSizeLessThanOrEqualTo(2);
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
