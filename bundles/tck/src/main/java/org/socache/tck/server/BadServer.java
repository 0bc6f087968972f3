// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Accepts connections, and talks on each as no server should. */
public final class BadServer implements AutoCloseable {

    /** What it does on a connection, again and again until it throws. */
    @FunctionalInterface
    public interface Step {

        /**
         * Takes a request and answers it.
         *
         * @throws IOException if it is to hang up
         */
        void take(DataInputStream in, OutputStream out) throws IOException;
    }

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private BadServer(ServerSocket socket) {
        this.socket = socket;
    }

    /** A server that answers every first request of a connection with these bytes, and hangs up. */
    public static BadServer answering(byte[] answer) {
        return dripping(answer, Duration.ZERO);
    }

    /** A server that makes a pause after every byte of its answer. */
    public static BadServer dripping(byte[] answer, Duration pause) {
        BadServer server = make();
        server.start((in, out) -> {
            if (in.read(new byte[4_096]) > 0) {
                server.send(answer, pause, out);
            }
            throw new IOException("that was all");
        });
        return server;
    }

    /** A server that answers as the test says. */
    public static BadServer talking(Step step) {
        BadServer server = make();
        server.start(step);
        return server;
    }

    private static BadServer make() {
        try {
            return new BadServer(Ports.listener());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(Step step) {
        threads.execute(() -> accept(step));
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
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    private void accept(Step step) {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection, step));
            }
        } catch (IOException | RejectedExecutionException closed) {
            // the test is over
        }
    }

    private void serve(Socket connection, Step step) {
        try (connection) {
            connection.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(connection.getInputStream()));
            while (true) {
                step.take(in, connection.getOutputStream());
            }
        } catch (IOException gone) {
            // one of them has had enough
        } finally {
            connections.remove(connection);
        }
    }

    private void send(byte[] answer, Duration pause, OutputStream out) throws IOException {
        if (pause.isZero()) {
            out.write(answer);
            return;
        }
        try {
            for (byte drop : answer) {
                out.write(drop);
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
