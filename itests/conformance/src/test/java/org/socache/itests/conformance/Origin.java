// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import org.socache.itests.harness.Ports;

/** A web server with pages that a test gives it; counts how often each is asked for. {@code /} always answers. */
final class Origin implements AutoCloseable {

    private static final int BACKLOG = 1024;

    private final int port = Ports.anyFree();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();

    Origin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.setExecutor(threads);
        page("/", exchange -> answer(exchange, "no-store", new byte[] {'/'}));
        server.start();
    }

    int port() {
        return port;
    }

    void page(String path, HttpHandler handler) {
        AtomicInteger count = new AtomicInteger();
        requests.put(path, count);
        server.createContext(path, exchange -> {
            count.incrementAndGet();
            handler.handle(exchange);
        });
    }

    /** A 200 with its body. */
    static void answer(HttpExchange exchange, String cacheControl, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", cacheControl);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    int requests(String path) {
        return requests.get(path).get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
