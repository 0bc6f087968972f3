// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Accepts connections, waits for a request, answers with something else, and hangs up. */
public final class BadServer implements AutoCloseable {

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] answer;

    private BadServer(ServerSocket socket, byte[] answer) {
        this.socket = socket;
        this.answer = answer;
    }

    /** A server that answers every first request of a connection with these bytes. */
    public static BadServer answering(byte[] answer) {
        try {
            BadServer server =
                    new BadServer(new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress()), answer);
            server.threads.execute(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            if (connection.getInputStream().read(new byte[4_096]) > 0) {
                connection.getOutputStream().write(answer);
                connection.getOutputStream().flush();
            }
        } catch (IOException gone) {
            // the client would not listen
        }
    }
}
