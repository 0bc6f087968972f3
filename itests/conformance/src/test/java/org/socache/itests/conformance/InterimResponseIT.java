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
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Ports;
import org.socache.itests.harness.SharedNode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/** An origin that announces what the page will need (RFC 8297) before it answers. */
@ExtendWith(SharedNode.class)
class InterimResponseIT {

    private static final String EARLY_HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 8\r\n\r\nthe page";

    @Test
    void earlyHints_reachTheClientOfAMiss_andAreNotStored(Karaf karaf) throws IOException {
        ReverseProxy proxy = new ReverseProxy(karaf);
        try (ServerSocket origin = new ServerSocket(Ports.anyFree(), 50, InetAddress.getLoopbackAddress())) {
            Thread acceptor = new Thread(() -> serve(origin));
            acceptor.start();
            proxy.cacheOn("shmcb:data/interim.cache(8388608)");
            proxy.forward("interim", "/interim/", origin.getLocalPort());

            assertThat(get(karaf, "/interim/page"))
                    .startsWith(EARLY_HINTS + "HTTP/1.1 200")
                    .endsWith("the page");
            assertThat(get(karaf, "/interim/page"))
                    .as("from the cache")
                    .startsWith("HTTP/1.1 200")
                    .contains("X-Cache: HIT")
                    .doesNotContain("Link:")
                    .endsWith("the page");
        } finally {
            proxy.withdraw("interim");
        }
    }

    /** All bytes of the answer: the client of Java 17 would take the interim response for it. */
    private static String get(Karaf karaf, String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", karaf.ports().http())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                            .getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** One request on each connection. */
    private static void serve(ServerSocket origin) {
        while (!origin.isClosed()) {
            try (Socket connection = origin.accept()) {
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
                String requestLine = request.readLine();
                if (requestLine == null) {
                    continue; // somebody looked whether the port is free
                }
                boolean isPage = requestLine.startsWith("GET /page");
                for (String line = request.readLine(); line != null && !line.isEmpty(); ) {
                    line = request.readLine();
                }
                connection.getOutputStream().write(((isPage ? EARLY_HINTS : "") + ANSWER).getBytes(ISO_8859_1));
            } catch (SocketException closed) {
                // the test has ended
            } catch (IOException fault) {
                throw new java.io.UncheckedIOException(fault);
            }
        }
    }
}
