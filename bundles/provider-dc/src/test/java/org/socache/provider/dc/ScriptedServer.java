// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.socache.dc.protocol.Direction;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.MessageReader;
import org.socache.dc.server.TestServer;

/** A server that reads requests properly and then does what the test tells it. */
final class ScriptedServer implements AutoCloseable {

    /** What it does about a request. */
    @FunctionalInterface
    interface Script {
        void answer(Message request, Socket client) throws IOException;
    }

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentLinkedQueue<Message> requests = new ConcurrentLinkedQueue<>();
    private volatile Script script;

    ScriptedServer(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(TestServer.freePort(), 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String address() {
        return "IP:127.0.0.1:" + listener.getLocalPort();
    }

    void follow(Script next) {
        script = next;
    }

    int connections() {
        return connections.get();
    }

    ConcurrentLinkedQueue<Message> requests() {
        return requests;
    }

    /** Sends a whole answer. */
    static void send(Socket client, Message answer) throws IOException {
        OutputStream out = client.getOutputStream();
        for (ByteBuffer frame : answer.frames()) {
            out.write(frame.array());
        }
    }

    /** Closes with a reset. */
    static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                connections.incrementAndGet();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket client) {
        MessageReader reader = new MessageReader(Direction.REQUEST);
        byte[] bytes = new byte[4096];
        try (client) {
            for (int count = client.getInputStream().read(bytes);
                    count > 0;
                    count = client.getInputStream().read(bytes)) {
                Message request = reader.read(ByteBuffer.wrap(bytes, 0, count));
                if (request != null) {
                    requests.add(request);
                    script.answer(request, client);
                }
            }
        } catch (IOException over) {
            // reset by either side
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        threads.shutdownNow();
    }
}
