// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Heads of answers that must not reach a client, or not fill the heap. */
@Timeout(30)
class ResponseHeadTest extends BehindProxy {

    private static final String GET = "GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n";

    private static final String LINE = "X-Line: " + "a".repeat(90) + "\r\n";

    @BeforeEach
    void start() throws Exception {
        start(30_000, 10_000, 16);
    }

    /** RFC 9110 sections 15 and 15.2.2: after a 101 the client would speak, and hear, another protocol. */
    @ParameterizedTest
    @ValueSource(strings = {"101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade", "099 X", "000 X"})
    void statusThatNobodyCanAskFor_isABadGateway(String status) throws Exception {
        origin.answer("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");

        assertThat(proxy.send(GET)).startsWith("HTTP/1.1 502");
        assertThat(proxy.origin().failures()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"70, 200", "90, 502"})
    void headThatIsTooLargeForTheClientsConnection_isABadGateway(int lines, int status) throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\n" + LINE.repeat(lines) + "Content-Length: 2\r\n\r\nok");

        assertThat(proxy.send(GET)).startsWith("HTTP/1.1 " + status);
        assertThat(proxy.origin().failures()).isEqualTo(status == 200 ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void headWithoutEnd_isReadNoFurtherThanItsLimit(boolean oneField) throws Exception {
        String content = oneField ? "X: " + "a".repeat(20_000_000) : LINE.repeat(200_000);
        origin.answer("HTTP/1.1 200 OK\r\n" + content);

        assertThat(proxy.send(GET)).startsWith("HTTP/1.1 502");
        await().until(() -> origin.abandoned.get() == 1);
    }

    @Test
    void trailerWithoutEnd_isReadNoFurtherThanItsLimit() throws Exception {
        origin.answer(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n" + LINE.repeat(200_000));

        assertThat(proxy.send("GET / HTTP/1.1\r\nHost: front\r\n\r\n")).doesNotContain("\r\n0\r\n\r\n");
        await().until(() -> origin.abandoned.get() == 1);
        assertThat(proxy.origin().failures()).isEqualTo(1);
    }

    @Test
    void contentThatIsNone_theErrorPageHasNoFieldsOfTheAnswer() throws Exception {
        origin.answer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nExpires: Thu, 01 Jan 2099 00:00:00 GMT\r\n"
                + "Set-Cookie: a=b\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");

        assertThat(proxy.send(GET))
                .startsWith("HTTP/1.1 502")
                .doesNotContain("gzip", "2099", "Set-Cookie")
                .endsWith("</html>\n");
    }
}
