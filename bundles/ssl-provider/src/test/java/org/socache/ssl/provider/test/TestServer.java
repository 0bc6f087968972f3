// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS server on loopback that tells a client who it takes it for: {@code peer=CN=...;} or {@code peer=nobody;}. */
public final class TestServer implements AutoCloseable {

    /** What it demands of clients. */
    public enum ClientAuth {
        NONE,
        WANT,
        NEED
    }

    private final SSLServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test-server");
        thread.setDaemon(true);
        return thread;
    });

    public TestServer(SSLContext context, ClientAuth auth) {
        this(context, auth, 0);
    }

    public TestServer(SSLContext context, ClientAuth auth, int port) {
        try {
            listener = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(port, 50, InetAddress.getLoopbackAddress());
            listener.setWantClientAuth(auth == ClientAuth.WANT);
            if (auth == ClientAuth.NEED) {
                listener.setNeedClientAuth(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) listener.accept();
                socket.setTcpNoDelay(true); // as Jetty does; a handshake takes 40 ms longer without
                threads.execute(() -> greet(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void greet(SSLSocket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.setSoTimeout(10_000);
            in.readLine();
            socket.getOutputStream().write(("peer=" + peer(socket) + ";\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // the client sees that it failed
        }
    }

    private static String peer(SSLSocket socket) {
        try {
            return socket.getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
