// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.net.SocketTimeoutException;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.socache.api.spi.ProviderException;
import org.socache.api.spi.WireKey;
import org.socache.provider.support.Remote;
import org.socache.provider.support.Unreachable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/**
 * One server, one master with its sentinels, or one cluster. Opened with the first call, since sentinels and clusters have to be
 * asked who is who, and opening a cache waits for nobody.
 */
final class RedisServer implements Remote {

    private final RedisArgument.Kind kind;
    private final Supplier<RedisAccess> opener;
    private final long timeoutMillis;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile RedisAccess access;
    private volatile boolean closed;

    RedisServer(RedisArgument.Kind kind, Supplier<RedisAccess> opener, long timeoutMillis) {
        this.kind = kind;
        this.opener = opener;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Runs a command.
     *
     * @throws Unreachable if the server is to blame
     * @throws JedisDataException if it understood, and refused
     * @throws ProviderException if part of a cluster is to blame, or we have no connection to spare
     */
    <T> T call(Function<UnifiedJedis, T> command) {
        return guarded(open -> command.apply(open.client()));
    }

    @Override
    public void ping() {
        if (kind == RedisArgument.Kind.CLUSTER) {
            guarded(open -> open.client().get("socache-probe"));
        } else {
            call(UnifiedJedis::ping);
        }
    }

    @Override
    public void delete(Collection<String> keys) {
        guarded(open -> {
            try (AbstractPipeline pipeline = open.client().pipelined()) {
                keys.forEach(key -> pipeline.unlink(WireKey.bytes(key)));
            }
            return null;
        });
    }

    /** Visits every server that holds keys of its own. */
    void eachPrimary(Consumer<Jedis> visitor) {
        guarded(open -> {
            for (Pool<Connection> pool : open.primaries().values()) {
                try (Jedis node = new Jedis(pool.getResource())) {
                    visitor.accept(node);
                }
            }
            return null;
        });
    }

    /** The open way, for whoever wants to look at all servers; opens it. */
    RedisAccess access() {
        return guarded(open -> open);
    }

    @Override
    public void close() {
        closed = true;
        RedisAccess open = access;
        if (open != null) {
            open.close();
        }
    }

    private <T> T guarded(Function<RedisAccess, T> call) {
        try {
            RedisAccess open = open();
            try {
                return call.apply(open);
            } catch (JedisConnectionException stale) {
                if (hasCause(stale, SocketTimeoutException.class)) {
                    throw stale;
                }
                // the pool may be full of connections from before the server was restarted
                open.dropIdle();
                return call.apply(open);
            }
        } catch (JedisAccessControlException refused) {
            throw new Unreachable("it refuses our user or password: " + refused.getMessage(), refused);
        } catch (JedisDataException answer) {
            if (answer.getMessage().matches("(?s)(LOADING|MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN) .*")) {
                throw fault(answer.getMessage(), answer);
            }
            throw answer;
        } catch (JedisException e) {
            throw fault(reason(e), e);
        } catch (ClassCastException | NumberFormatException | IndexOutOfBoundsException nonsense) {
            throw fault("its answer is not Redis's: " + nonsense.getMessage(), nonsense);
        }
    }

    /** One node of a cluster is not the cluster: the others go on. */
    private RuntimeException fault(String reason, RuntimeException cause) {
        return kind == RedisArgument.Kind.CLUSTER && access != null
                ? new ProviderException("redis cluster: " + reason, cause)
                : new Unreachable(reason, cause);
    }

    private RedisAccess open() {
        RedisAccess open = access;
        if (open != null) {
            return open;
        }
        try {
            if (!opening.tryLock(timeoutMillis, TimeUnit.MILLISECONDS)) {
                throw new JedisConnectionException("still being connected to");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderException("interrupted while redis was being connected to", e);
        }
        try {
            if (closed) {
                throw new ProviderException("the cache is closed");
            }
            if (access == null) {
                access = opener.get();
            }
            return access;
        } finally {
            opening.unlock();
        }
    }

    private static String reason(JedisException e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause == e ? String.valueOf(e.getMessage()) : e.getMessage() + " (" + cause.getMessage() + ")";
    }

    private static boolean hasCause(Throwable fault, Class<? extends Throwable> type) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
