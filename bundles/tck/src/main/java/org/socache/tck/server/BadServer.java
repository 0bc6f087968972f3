// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Accepts connections, waits for a request, answers with something else, and hangs up. */
public final class BadServer implements AutoCloseable {

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final byte[] answer;
    private final Duration pause;

    private BadServer(ServerSocket socket, byte[] answer, Duration pause) {
        this.socket = socket;
        this.answer = answer;
        this.pause = pause;
    }

    /** A server that answers every first request of a connection with these bytes. */
    public static BadServer answering(byte[] answer) {
        return dripping(answer, Duration.ZERO);
    }

    /** A server that makes a pause after every byte of its answer. */
    public static BadServer dripping(byte[] answer, Duration pause) {
        try {
            BadServer server = new BadServer(Ports.listener(), answer, pause);
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
        closed.countDown();
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
        } catch (IOException | RejectedExecutionException closed) {
            // the test is over
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            if (connection.getInputStream().read(new byte[4_096]) > 0) {
                send(connection.getOutputStream());
            }
        } catch (IOException gone) {
            // the client would not listen
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(OutputStream out) throws IOException, InterruptedException {
        if (pause.isZero()) {
            out.write(answer);
            return;
        }
        for (byte drop : answer) {
            out.write(drop);
            if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }
}
