// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.ProtocolException;

/**
 * The sockets of one server. All of them are read and written on one thread; requests are answered on {@value #WORKERS}
 * workers, at most one per connection at a time.
 */
final class DcServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DcServer.class);

    /** The cache answers in microseconds or is guarded by a time limit: a few suffice to wait for a slow one. */
    private static final int WORKERS = 4;

    /** How late a time limit may be noticed. */
    private static final long TICK_MILLIS = 100;

    private static final long STOP_MILLIS = 5_000;

    /** Twice what the reference server reads at a time; a request of several frames takes a few reads. */
    private static final int READ_BUFFER = 8_192;

    private static final Step FAILURE = connection -> {
        throw new DropException(DropReason.FAILED);
    };

    private final ServerSettings settings;
    private final CacheRequests requests;
    private final ServerCounters counters;
    private final MemoryBudget budget;
    private final Listener listener;
    private final Selector selector;
    private final SelectionKey acceptKey;
    /** Lent to the connection that is being read; what it cannot use yet, it copies. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BUFFER);
    /** What workers hand to the selector thread. With room for all there can be, so that it takes no heap. */
    private final Queue<Exchange> answered;

    private final Seniority seniority = new Seniority();

    private final ThreadPoolExecutor workers;
    private final Thread thread;
    private volatile boolean stopped;
    /** Whether the last attempt to accept failed; only the first of a row is logged. */
    private boolean acceptFails;

    /** Whether the heap was full since it was last logged. */
    private boolean starved;

    private long nextTick = System.nanoTime();

    private DcServer(String name, ServerSettings settings, CacheRequests requests, ServerCounters counters)
            throws IOException {
        this.settings = settings;
        this.requests = requests;
        this.counters = counters;
        this.budget = new MemoryBudget(settings.maxMemory(), counters, this::makeMemory);
        this.selector = Selector.open();
        this.listener = listen(selector, settings);
        this.acceptKey = listener.channel().register(selector, SelectionKey.OP_ACCEPT);
        this.answered = new ArrayBlockingQueue<>(settings.maxConnections());
        this.workers = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.maxConnections()),
                work -> thread(work, "socache-dc-" + name + "-worker"));
        this.thread = thread(this::run, "socache-dc-" + name);
    }

    /**
     * Listens and serves until {@link #close}.
     *
     * @throws IOException if it cannot listen; the message says why
     */
    static DcServer start(String name, ServerSettings settings, CacheRequests requests, ServerCounters counters)
            throws IOException {
        DcServer server = new DcServer(name, settings, requests, counters);
        if (server.listener.isExposed()) {
            LOG.warn(
                    "{} can be reached from other machines, and distcache has neither users nor encryption",
                    settings.listen());
        }
        server.thread.start();
        return server;
    }

    private static Listener listen(Selector selector, ServerSettings settings) throws IOException {
        try {
            return Listener.open(settings.listen(), settings.socketMode());
        } catch (IOException failed) {
            selector.close();
            throw failed;
        }
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private void run() {
        try {
            while (!stopped) {
                turn();
            }
        } catch (IOException | RuntimeException broken) {
            LOG.error("The distcache server on {} ended: its selector failed", settings.listen(), broken);
        } finally {
            closeAll();
        }
    }

    /** A heap that is full for a moment costs what was being done, and not the server. */
    private void turn() throws IOException {
        try {
            // without clients there is no time limit to watch, and an idle server need not wake up
            selector.select(this::serve, hasNoClients() && isAccepting() ? 0 : TICK_MILLIS);
            for (Exchange next = answered.poll(); next != null; next = answered.poll()) {
                next.finish();
            }
            tick();
        } catch (OutOfMemoryError full) {
            starved = true; // and nothing else: even to log takes heap
        }
    }

    /** Does what a socket is ready for. A connection is only ever interested in one thing. */
    private void serve(SelectionKey key) {
        if (!key.isValid()) {
            return; // it has given way to one that was accepted a moment ago
        }
        if (key == acceptKey) {
            accept();
            return;
        }
        Connection connection = connection(key);
        if (isLeftOver(connection)) {
            abandon(key);
        } else if (key.isReadable()) {
            guarded(connection, this::read);
        } else if (key.isWritable()) {
            guarded(connection, Connection::write);
        }
    }

    /** Whether a full heap has left its socket between being accepted and being known, or half closed. */
    private static boolean isLeftOver(Connection connection) {
        return connection == null || !connection.isOpen();
    }

    /** Ends its socket. */
    private static void abandon(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException alreadyBroken) {
            // closed is closed
        }
    }

    private void read(Connection connection) throws IOException, DropException {
        if (!connection.read(buffer.clear())) {
            close(connection);
        }
    }

    private void accept() {
        try {
            for (SocketChannel client = listener.channel().accept();
                    client != null;
                    client = listener.channel().accept()) {
                admit(client);
            }
            acceptFails = false;
        } catch (IOException failed) {
            // most likely out of descriptors: accepting again at once would spin, so the next tick does
            acceptKey.interestOps(0);
            makeRoom();
            if (!acceptFails) {
                LOG.warn("Cannot accept connections on {} for now: {}", settings.listen(), failed.getMessage());
            }
            acceptFails = true;
        }
    }

    private void admit(SocketChannel client) throws IOException {
        if (counters.open() >= settings.maxConnections() && !makeRoom()) {
            // closed rather than left in the queue: the client learns it at once and goes on without a cache
            counters.dropped(DropReason.TOO_MANY_CONNECTIONS);
            client.close();
            return;
        }
        try {
            client.configureBlocking(false);
            if (!settings.listen().isUnix()) {
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            SelectionKey key = client.register(selector, SelectionKey.OP_READ);
            key.attach(new Connection(client, key, settings, budget, counters, seniority, this::ask));
            counters.opened();
        } catch (IOException alreadyReset) {
            counters.dropped(DropReason.BROKEN_OFF);
            client.close();
        }
    }

    /** Closes the connection that has been idle for longest; false if all are busy. */
    private boolean makeRoom() {
        return giveWay(seniority.idleLongest(), DropReason.GAVE_WAY);
    }

    /** Closes the slowest client that holds memory, but for the one who asks for more. */
    private boolean makeMemory(Connection asking) {
        return giveWay(seniority.slowestBeside(asking), DropReason.OUT_OF_MEMORY_BUDGET);
    }

    private boolean giveWay(Connection connection, DropReason reason) {
        if (connection == null) {
            return false;
        }
        drop(connection, reason);
        return true;
    }

    /**
     * Has a worker answer. There is room in the workers' queue for one request of every connection, so it never refuses.
     */
    private void ask(Connection connection, Message request) {
        workers.execute(new Exchange(connection, request));
    }

    /** A request on a worker, and then its outcome on the selector thread. */
    private final class Exchange implements Runnable {

        private final Connection connection;
        private final Message request;
        private volatile Step outcome = FAILURE;

        Exchange(Connection connection, Message request) {
            this.connection = connection;
            this.request = request;
        }

        @Override
        public void run() {
            try {
                outcome = outcomeOf(request);
            } finally {
                // even after an Error: a connection without an outcome would wait for ever
                while (!isHandedBack()) {
                    Thread.onSpinWait();
                }
                selector.wakeup();
            }
        }

        /** False if the heap is too full for that at the moment. */
        private boolean isHandedBack() {
            try {
                return answered.add(this);
            } catch (OutOfMemoryError full) {
                return false;
            }
        }

        void finish() {
            guarded(connection, outcome);
        }
    }

    private Step outcomeOf(Message request) {
        try {
            Message response = requests.answer(request);
            return connection -> connection.answer(response);
        } catch (ProtocolException broken) {
            return connection -> {
                throw broken;
            };
        } catch (RuntimeException | OutOfMemoryError failed) {
            LOG.error("{} of {} bytes failed", request.operation(), request.payload().length, failed);
            return FAILURE;
        }
    }

    /** Drops who takes too long, a few times a second; looking at a thousand connections takes microseconds. */
    private void tick() {
        long now = System.nanoTime();
        if (now - nextTick < 0) {
            return;
        }
        nextTick = now + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        if (starved) {
            LOG.warn("There was no heap to serve {} with for a moment; clients were dropped", settings.listen());
            starved = false;
        }
        if (!isAccepting()) {
            acceptKey.interestOps(SelectionKey.OP_ACCEPT);
        }
        for (SelectionKey key : selector.keys()) {
            if (key == acceptKey || !key.isValid()) {
                continue;
            }
            if (isLeftOver(connection(key))) {
                abandon(key);
            } else {
                guarded(connection(key), connection -> connection.checkTime(now));
            }
        }
    }

    /** Not counted as open is one that a full heap has left over; it has to be looked at too. */
    private boolean hasNoClients() {
        return selector.keys().size() == 1; // that of the listener
    }

    private boolean isAccepting() {
        return acceptKey.interestOps() != 0;
    }

    /** A fault of one client ends that client's connection and nothing else. */
    private void guarded(Connection connection, Step step) {
        if (!connection.isOpen()) {
            return;
        }
        if (connection.hasGivenUp()) {
            drop(connection, DropReason.FAILED);
            return;
        }
        try {
            step.take(connection);
        } catch (DropException dropped) {
            drop(connection, dropped.reason());
        } catch (ProtocolException broken) {
            drop(connection, DropReason.of(broken.violation()));
        } catch (IOException reset) {
            drop(connection, DropReason.BROKEN_OFF);
        } catch (RuntimeException failed) {
            LOG.error("A connection on {} failed", settings.listen(), failed);
            drop(connection, DropReason.FAILED);
        } catch (OutOfMemoryError full) {
            connection.giveUp();
            throw full;
        }
    }

    private void drop(Connection connection, DropReason reason) {
        counters.dropped(reason);
        LOG.debug("Dropped a connection on {}: {}", settings.listen(), reason);
        close(connection);
    }

    /** Counted as soon as its channel is closed, even if a full heap leaves the rest of closing it undone. */
    private void close(Connection connection) {
        boolean wasOpen = connection.isOpen();
        try {
            connection.close();
        } finally {
            if (wasOpen && !connection.isOpen()) {
                counters.closed();
            }
        }
    }

    /** Null if the heap was full when it was to be made. */
    private static Connection connection(SelectionKey key) {
        return (Connection) key.attachment();
    }

    /** The end of the selector thread: after it nothing of this server is left but requests on workers. */
    private void closeAll() {
        for (SelectionKey key : selector.keys()) {
            if (key != acceptKey && connection(key) != null) {
                close(connection(key));
            }
            abandon(key);
        }
        try (selector;
                listener) {
            workers.shutdown();
        } catch (IOException failed) {
            LOG.warn("Closing {}: {}", settings.listen(), failed.getMessage());
        }
    }

    /** Stops listening and drops all clients. Requests that a worker is busy with still reach the cache. */
    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join(STOP_MILLIS);
            workers.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something done to one connection on the selector thread. */
    @FunctionalInterface
    private interface Step {
        void take(Connection connection) throws IOException, DropException;
    }
}
