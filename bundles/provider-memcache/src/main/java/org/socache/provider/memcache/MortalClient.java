// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import net.spy.memcached.ConnectionFactory;
import net.spy.memcached.MemcachedClient;

/**
 * The library's client, and what it does not tell: whether it lives, how long nobody has used it, and that it has ended. Once dead it
 * stays so.
 */
final class MortalClient extends MemcachedClient {

    /** Servers, and what stands between them and us, end what nobody uses after seconds at the least. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<Future<?>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;
    /** When it was made or last answered, as {@link System#nanoTime}. */
    private volatile long lastAnswer = System.nanoTime();

    MortalClient(ConnectionFactory factory, List<InetSocketAddress> servers) throws IOException {
        super(factory, servers);
    }

    /**
     * Whether the client's one thread lives. An {@link Error} ends it, be it a heap that was full for a moment or an absurd
     * length that the server sent; every call would wait in vain from then on.
     */
    boolean isAlive() {
        return mconn.isAlive();
    }

    /** Whether nobody has used it for so long that the connection may have died without anybody's fault. */
    boolean wasIdle() {
        return System.nanoTime() - lastAnswer >= IDLE_NANOS;
    }

    /**
     * What comes of a call that was begun here.
     *
     * @param end when to give up, as {@link System#nanoTime}
     */
    <T> T await(Future<T> answer, long end) throws InterruptedException, ExecutionException, TimeoutException {
        underWay.add(answer);
        try {
            if (ended) {
                answer.cancel(true);
            }
            T value = answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            lastAnswer = System.nanoTime();
            return value;
        } finally {
            underWay.remove(answer);
        }
    }

    /** Ends the client at once. The library forgets who still waits: calls that were queued behind the connection's end. */
    void end() {
        ended = true;
        shutdown();
        underWay.forEach(answer -> answer.cancel(true));
    }
}
