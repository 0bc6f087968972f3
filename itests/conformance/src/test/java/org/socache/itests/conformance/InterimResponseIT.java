// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Answer;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Ports;
import org.socache.itests.harness.SharedNode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/** An origin that announces what the page will need (RFC 8297) before it answers. */
@ExtendWith(SharedNode.class)
class InterimResponseIT {

    private static final String ANSWER = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 8\r\n\r\nthe page";

    @Test
    void earlyHints_areNeitherTheAnswerNorStored(Karaf karaf) throws IOException {
        ReverseProxy proxy = new ReverseProxy(karaf);
        try (ServerSocket origin = new ServerSocket(Ports.anyFree(), 50, InetAddress.getLoopbackAddress())) {
            Thread acceptor = new Thread(() -> serve(origin));
            acceptor.start();
            proxy.cacheOn("shmcb:data/interim.cache(8388608)");
            proxy.forward("interim", "/interim/", origin.getLocalPort());

            assertIsThePage(karaf.browser().get("/interim/page"));
            Answer second = karaf.browser().get("/interim/page");
            assertIsThePage(second);
            assertThat(second.isHit()).isTrue();
        } finally {
            proxy.withdraw("interim");
        }
    }

    private static void assertIsThePage(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("the page");
        assertThat(answer.header("Link")).isEmpty();
    }

    /** One request on each connection. */
    private static void serve(ServerSocket origin) {
        while (!origin.isClosed()) {
            try (Socket connection = origin.accept()) {
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
                for (String line = request.readLine(); line != null && !line.isEmpty(); ) {
                    line = request.readLine();
                }
                connection.getOutputStream().write(ANSWER.getBytes(ISO_8859_1));
            } catch (SocketException closed) {
                // the test has ended
            } catch (IOException fault) {
                throw new java.io.UncheckedIOException(fault);
            }
        }
    }
}
