// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** All connections to an origin are in use: it is slow, not down. */
@Timeout(30)
class BusyOriginTest extends BehindProxy {

    private static final String GET = "GET / HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n";

    private final List<Socket> clients = new ArrayList<>();
    private final ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void goAway() throws Exception {
        trickle.shutdownNow();
        for (Socket client : clients) {
            client.close();
        }
    }

    private void begin(String request) throws Exception {
        Socket client = proxy.connect();
        clients.add(client);
        client.getOutputStream().write(request.getBytes(ISO_8859_1));
    }

    @Test
    void noConnectionInTime_isUnavailable_andTheOriginIsNotDown() throws Exception {
        start(30_000, 3_000, 1);
        origin.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + ScriptedOrigin.BODY + "ok");
        // its client goes on sending, so that its connection is never idle
        begin("POST / HTTP/1.1\r\nHost: front\r\nContent-Length: 1000000\r\n\r\nx");
        await().until(() -> origin.connections.get() == 1);
        trickle.scheduleAtFixedRate(() -> writeOn(clients.get(0)), 0, 50, TimeUnit.MILLISECONDS);

        assertThat(proxy.send(GET)).startsWith("HTTP/1.1 503");
        assertThat(proxy.origin().isDown()).isFalse();
        assertThat(proxy.origin().failures()).isEqualTo(1);
    }

    private static void writeOn(Socket client) {
        try {
            client.getOutputStream().write('x');
        } catch (IOException over) {
            // and so is the test
        }
    }

    @Test
    void moreRequestsThanMayWait_areUnavailable_andTheOriginIsNotDown() throws Exception {
        start(30_000, 20_000, 1);
        for (int request = 0; request <= 16; request++) {
            origin.answer(""); // nothing, for as long as the test lasts
            begin("GET /" + request + " HTTP/1.1\r\nHost: front\r\n\r\n");
        }
        // one of them too many, or the last here
        begin(GET);

        await().until(() -> proxy.origin().failures() >= 1);
        assertThat(proxy.origin().isDown()).isFalse();
    }
}
