// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import net.spy.memcached.ClientMode;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.ConnectionObserver;
import net.spy.memcached.FailureMode;
import net.spy.memcached.auth.AuthDescriptor;
import net.spy.memcached.auth.PlainCallbackHandler;
import net.spy.memcached.ops.OperationException;
import org.socache.api.spi.ProviderException;
import org.socache.provider.support.Address;
import org.socache.provider.support.Attempt;
import org.socache.provider.support.Remote;
import org.socache.provider.support.Unreachable;

/** One memcached. Connected to with the first call, since opening a cache waits for nobody. */
final class MemcacheServer implements Remote {

    /** Timeouts in a row after which the client makes a new connection; the fewest it takes, since one call a second tries it. */
    private static final int TIMEOUTS_IN_A_ROW = 2;

    private static final long RECONNECT_SECONDS = 1;

    /** Takes an answer of 16K, or many small ones, in one read; the client's own 16K are just too short for that. */
    private static final int READ_BUFFER = 64 << 10;

    /** What an item takes beside its data: key, lengths, flags, and the server's own header. */
    private static final int ITEM_OVERHEAD = 512;

    private final Address address;
    private final MemcacheSettings settings;
    private final long timeoutMillis;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile MortalClient client;

    private volatile int largestData;
    private volatile boolean closed;

    MemcacheServer(Address address, MemcacheSettings settings) {
        this.address = address;
        this.settings = settings;
        this.timeoutMillis = settings.timeout().toMillis();
    }

    /** The data of a key, or null. */
    byte[] get(String key) {
        return await(client -> client.asyncGet(key, RawTranscoder.INSTANCE));
    }

    /**
     * Stores, and says whether the server would.
     *
     * @param seconds memcached's notion of a life: up to 30 days from now, beyond that the date
     * @throws Refused if it would not; then the server has dropped what the key had before
     */
    void set(String key, int seconds, byte[] data) {
        // the client may still be about to send when we have given up, and our caller's array is another's by then
        byte[] own = data.clone();
        if (!await(client -> client.set(key, seconds, own, RawTranscoder.INSTANCE))) {
            throw new Refused("not stored");
        }
    }

    /** True if it was there. */
    boolean delete(String key) {
        return await(client -> client.delete(key));
    }

    @Override
    public void delete(Collection<String> keys) {
        long end = end();
        List<Future<Boolean>> pending = new ArrayList<>(keys.size());
        MortalClient open = client(end);
        keys.forEach(key -> pending.add(begin(open, client -> client.delete(key))));
        pending.forEach(answer -> await(open, answer, end));
    }

    @Override
    public void ping() {
        get("socache-probe");
    }

    /** The largest data an item of this server can have, from its own {@code item_size_max}. */
    int largestData() {
        if (largestData == 0) {
            // stats do not tell a connection that died while nobody used it from a server that is away
            ping();
            String itemSize = stats("settings").get("item_size_max");
            if (itemSize == null || !itemSize.matches("\\d{4,10}")) {
                throw new Unreachable("it does not tell its item_size_max", null);
            }
            largestData = (int) Math.min(Long.parseLong(itemSize), Integer.MAX_VALUE) - ITEM_OVERHEAD;
        }
        return largestData;
    }

    /** What {@code stats} answers; with an argument, that part of it. */
    Map<String, String> stats(String... part) {
        MortalClient open = client(end());
        Map<SocketAddress, Map<String, String>> stats = part.length == 0 ? open.getStats() : open.getStats(part[0]);
        Map<String, String> answer = stats.values().stream().findFirst().orElse(Map.of());
        if (answer.isEmpty()) {
            throw new Unreachable("it does not answer stats", null);
        }
        return answer;
    }

    @Override
    public void close() {
        closed = true;
        MortalClient open = client;
        if (open != null) {
            // calls that are under way may end
            open.shutdown(timeoutMillis, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Calls, and once more if the connection is found dead after nobody has used it for a while: that says nothing of the server.
     * The library would make a new one too, a second later. Whoever makes it takes the old one from the others, who follow.
     */
    private <T> T await(Function<MortalClient, ? extends Future<T>> call) {
        long end = end();
        MortalClient used = client(end);
        try {
            return await(used, begin(used, call), end);
        } catch (Lost lost) {
            boolean mayBeOurs = used.wasIdle() || used != client;
            if (!mayBeOurs || System.nanoTime() - end >= 0) {
                throw lost;
            }
            MortalClient next = clientInsteadOf(used, end);
            return await(next, begin(next, call), end);
        }
    }

    /** When a call that begins now has to be over, as {@link System#nanoTime}. */
    private long end() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** Sends without waiting. */
    private static <T> Future<T> begin(MortalClient open, Function<MortalClient, ? extends Future<T>> call) {
        try {
            return call.apply(open);
        } catch (IllegalStateException shutOrFull) {
            throw new Lost(shutOrFull.getMessage(), shutOrFull);
        }
    }

    private <T> T await(MortalClient asked, Future<T> answer, long end) {
        try {
            return asked.await(answer, end);
        } catch (TimeoutException slow) {
            answer.cancel(true);
            throw new Unreachable("no answer within " + timeoutMillis + " ms", slow);
        } catch (CancellationException notConnected) {
            throw new Lost("not connected", notConnected);
        } catch (ExecutionException e) {
            throw fault(e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ProviderException("interrupted while waiting for memcached " + address, e);
        }
    }

    private static RuntimeException fault(Throwable cause) {
        if (cause instanceof CancellationException) {
            return new Lost("not connected", cause);
        }
        if (cause instanceof OperationException answer
                && String.valueOf(answer.getMessage()).contains("SERVER_ERROR")) {
            return new Refused(answer.getMessage());
        }
        return new Unreachable("its answer is not memcached's: " + cause, cause);
    }

    private MortalClient client(long end) {
        MortalClient open = client;
        return open != null && open.isAlive() ? open : clientInsteadOf(open, end);
    }

    /** The client that replaces this one, made by whoever comes first; null is replaced too. */
    private MortalClient clientInsteadOf(MortalClient used, long end) {
        try {
            if (!opening.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new Unreachable("still being connected to", null);
            }
            try {
                if (client == used) {
                    replaceClient(end);
                }
                if (closed) {
                    // close() may have come too early to see it
                    client.shutdown();
                    throw new ProviderException("the cache is closed");
                }
                return client;
            } finally {
                opening.unlock();
            }
        } catch (IOException e) {
            throw new Unreachable(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderException("interrupted while memcached " + address + " was being connected to", e);
        }
    }

    private void replaceClient(long end) throws IOException, InterruptedException {
        MortalClient dead = client;
        client = connect(end);
        if (dead != null) {
            dead.end();
        }
    }

    private MortalClient connect(long end) throws IOException, InterruptedException {
        if (closed) {
            throw new ProviderException("the cache is closed");
        }
        InetSocketAddress server = resolve(end);
        knock(server, end);
        Connected connected = new Connected();
        MortalClient open =
                ClientLog.use(() -> new MortalClient(factory(connected).build(), List.of(server)));
        try {
            // before that every call would be cancelled
            connected.await(end - System.nanoTime());
        } catch (InterruptedException stop) {
            open.shutdown();
            throw stop;
        }
        return open;
    }

    /** The library tells nobody that a connection was refused, and would be waited for in vain. */
    private static void knock(InetSocketAddress server, long end) throws IOException {
        try (Socket door = new Socket()) {
            door.connect(server, (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
    }

    private InetSocketAddress resolve(long end) throws InterruptedException {
        try {
            InetSocketAddress server = Attempt.within(
                    Duration.ofNanos(end - System.nanoTime()),
                    () -> new InetSocketAddress(address.host(), address.port()),
                    tooLate -> {});
            if (server.isUnresolved()) {
                throw new Unreachable("host " + address.host() + " is unknown", null);
            }
            return server;
        } catch (TimeoutException | ExecutionException failed) {
            throw new Unreachable("host " + address.host() + " is not resolved", failed);
        }
    }

    private ConnectionFactoryBuilder factory(Connected observer) {
        ConnectionFactoryBuilder factory = new ConnectionFactoryBuilder()
                .setClientMode(ClientMode.Static)
                .setFailureMode(FailureMode.Cancel)
                .setOpFact(new TextOperations())
                .setInitialObservers(List.of(observer))
                .setDaemon(true)
                .setReadBufferSize(READ_BUFFER)
                .setOpTimeout(timeoutMillis)
                .setOpQueueMaxBlockTime(timeoutMillis)
                .setTimeoutExceptionThreshold(TIMEOUTS_IN_A_ROW)
                .setMaxReconnectDelay(RECONNECT_SECONDS)
                .setUseNagleAlgorithm(false);
        settings.tls().ifPresent(tls -> factory.setSSLContext(tls).setHostnameForTlsVerification(address.host()));
        settings.user()
                .ifPresent(user -> factory
                        // the text protocol knows no SASL
                        .setProtocol(ConnectionFactoryBuilder.Protocol.BINARY)
                        .setOpFact(new BinaryOperations())
                        .setAuthDescriptor(new AuthDescriptor(
                                new String[] {"PLAIN"},
                                new PlainCallbackHandler(
                                        user, settings.password().orElseThrow().reveal()))));
        return factory;
    }

    /** The connection broke off, or there is none. */
    private static final class Lost extends Unreachable {

        private static final long serialVersionUID = 1L;

        Lost(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The server understood, and would not. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** Waits for the first connection. */
    private static final class Connected implements ConnectionObserver {

        private final CountDownLatch established = new CountDownLatch(1);

        void await(long nanos) throws InterruptedException {
            established.await(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void connectionEstablished(SocketAddress server, int reconnects) {
            established.countDown();
        }

        @Override
        public void connectionLost(SocketAddress server) {
            // the calls that were on it tell
        }
    }
}
