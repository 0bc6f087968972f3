// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling.loopback;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/**
 * An HTTP server on 127.0.0.1 that one client does not hold up. The JDK's reads requests with blocking calls, without a limit
 * of time but one for the whole JVM: here {@link #WORKERS} are read at a time, and one that has not come and been answered
 * five seconds after its turn began loses its connection.
 */
public final class LoopbackServer implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** Answers are in memory, or one signature away: all but one of these wait for slow clients. */
    private static final int WORKERS = 32;

    private final HttpServer server;
    private final Duration longest;
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, LoopbackServer::thread);
    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1, LoopbackServer::thread);

    /**
     * Answers from now on.
     *
     * @param port 0 for any
     * @throws java.net.BindException if the port is taken
     */
    public LoopbackServer(int port, String path, HttpHandler handler) throws IOException {
        this(port, path, handler, LONGEST);
    }

    LoopbackServer(int port, String path, HttpHandler handler, Duration longest) throws IOException {
        this.longest = longest;
        deadlines.setRemoveOnCancelPolicy(true);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(path, handler);
        server.setExecutor(exchange -> workers.execute(() -> inTime(exchange)));
        server.start();
    }

    /** Channels close when a thread that reads from them is interrupted. */
    private void inTime(Runnable exchange) {
        FutureTask<Void> task = new FutureTask<>(exchange, null);
        Future<?> deadline = deadlines.schedule(() -> task.cancel(true), longest.toMillis(), TimeUnit.MILLISECONDS);
        task.run();
        deadline.cancel(false);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "socache-ocsp");
        thread.setDaemon(true);
        return thread;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
        deadlines.shutdownNow();
    }
}
