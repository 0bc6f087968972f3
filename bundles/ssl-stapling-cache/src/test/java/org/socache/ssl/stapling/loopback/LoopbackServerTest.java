// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling.loopback;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LoopbackServerTest {

    /** More than there are workers. */
    private static final int CLIENTS = 9;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
                "POST / HTTP/1.1\r\nHos"
            })
    void unfinishedRequests_holdNobodyUp_andLoseTheirConnections(String half) throws Exception {
        try (LoopbackServer server = new LoopbackServer(0, "/", LoopbackServerTest::echo, Duration.ofMillis(200))) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
                client.setSoTimeout((int) PATIENCE.toMillis());
                client.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                clients.add(client);
            }
            assertThat(post(server.port(), "whole")).isEqualTo("whole");
            for (Socket client : clients) {
                try (client) {
                    assertThat(client.getInputStream().read()).isNegative();
                }
            }
        }
    }

    private static void echo(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String post(int port, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .timeout(PATIENCE)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
