// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Answers one request after the other with the bytes it was given. */
final class ScriptedOrigin implements AutoCloseable {

    /** At the end of an answer: close the connection. */
    static final String CLOSE = "\u0000close";

    /** At the end of an answer that is sent as soon as the head is there: close the connection. */
    static final String CLOSE_AT_ONCE = "\u0000now";

    /** At the end of an answer: break the connection off. */
    static final String RESET = "\u0000reset";

    /** In an answer: what is before it goes out as soon as the head of the request is there. */
    static final String BODY = "\u0000body";

    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger connections = new AtomicInteger();
    /** Answers written to the last byte. */
    final AtomicInteger answered = new AtomicInteger();

    private final List<String> answers = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger abandoned = new AtomicInteger();
    private final AtomicReference<ServerSocket> listening = new AtomicReference<>();

    void start() throws Exception {
        ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        listening.set(server);
        Thread acceptor = new Thread(() -> accept(server));
        acceptor.setDaemon(true);
        acceptor.start();
    }

    String authority() {
        return "127.0.0.1:" + listening.get().getLocalPort();
    }

    String url() {
        return "http://" + authority() + "/";
    }

    void answer(String bytes) {
        answers.add(bytes);
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread worker = new Thread(() -> serve(socket));
                worker.setDaemon(true);
                worker.start();
            } catch (java.io.IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (String head = head(in); head != null; head = head(in)) {
                String answer = answers.remove(0);
                int early = Math.max(0, answer.indexOf(BODY));
                out.write(answer.substring(0, early).getBytes(ISO_8859_1));
                if (answer.endsWith(CLOSE_AT_ONCE)) {
                    out.write(answer.replace(CLOSE_AT_ONCE, "").getBytes(ISO_8859_1));
                    in.read();
                    return;
                }
                requests.add(head + body(in, head));
                String rest = answer.substring(early)
                        .replace(BODY, "")
                        .replace(CLOSE, "")
                        .replace(RESET, "");
                out.write(rest.getBytes(ISO_8859_1));
                out.flush();
                answered.incrementAndGet();
                if (answer.endsWith(RESET)) {
                    socket.setSoLinger(true, 0);
                    return;
                }
                if (answer.endsWith(CLOSE)) {
                    return;
                }
            }
        } catch (java.io.IOException gone) {
            abandoned.incrementAndGet(); // the proxy has hung up
        }
    }

    private static String head(InputStream in) throws java.io.IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String body(InputStream in, String head) throws java.io.IOException {
        int at = head.indexOf("Content-Length: ");
        int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
        return new String(in.readNBytes(length), ISO_8859_1);
    }

    @Override
    public void close() throws java.io.IOException {
        listening.get().close();
    }
}
