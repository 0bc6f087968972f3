// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.socache.http.engine.record.Payload;

import static org.assertj.core.api.Assertions.assertThat;

class SendingTest {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    @BeforeEach
    void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                new Sending(new Unclosable(), response.getOutputStream(), new Counters()).begin(request, response);
            }
        });
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/");
        connector.setHost("127.0.0.1");
        connector.setPort(20_000 + (int) (ProcessHandle.current().pid() % 9_000));
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void fileThatCannotBeClosed_isSentAll_andItsRequestEnds() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/"))
                .timeout(Duration.ofSeconds(10))
                .build();

        HttpClient client = HttpClient.newHttpClient();

        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .isEqualTo("content");
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .as("on the same connection")
                .isEqualTo("content");
    }

    /** Stands for a file of a network that has gone. */
    private static final class Unclosable implements Payload {

        private boolean sent;

        @Override
        public long length() {
            return 7;
        }

        @Override
        public ByteBuffer next() {
            if (sent) {
                return null;
            }
            sent = true;
            return ByteBuffer.wrap("content".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() {
            throw new IllegalStateException("the file was only read");
        }
    }
}
