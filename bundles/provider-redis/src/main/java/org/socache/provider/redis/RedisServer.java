// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.socache.api.spi.ProviderException;
import org.socache.api.spi.WireKey;
import org.socache.provider.support.Remote;
import org.socache.provider.support.Unreachable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;
import redis.clients.jedis.util.Pool;

/**
 * One server, one master with its sentinels, or one cluster. Opened with the first call, since sentinels and clusters have to be
 * asked who is who, and opening a cache waits for nobody.
 */
final class RedisServer implements Remote {

    /**
     * Answers of a server that is up, and of no use now; the last two from a cluster's node that is taken for a server by
     * itself.
     */
    private static final Pattern NOT_SERVING =
            Pattern.compile("(LOADING|MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN|MOVED|ASK)( .*)?", Pattern.DOTALL);

    private final RedisArgument.Kind kind;
    private final Supplier<RedisAccess> opener;
    private final long timeoutMillis;
    private final RestingNodes resting = new RestingNodes();
    private final ReentrantLock opening = new ReentrantLock();
    private volatile RedisAccess access;
    private volatile boolean closed;

    RedisServer(RedisArgument.Kind kind, Supplier<RedisAccess> opener, long timeoutMillis) {
        this.kind = kind;
        this.opener = opener;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Runs a command about a key.
     *
     * @throws Unreachable if the server is to blame
     * @throws JedisDataException if it understood, and refused
     * @throws ProviderException if part of a cluster is to blame, or we have no connection to spare
     */
    <T> T call(String key, Function<UnifiedJedis, T> command) {
        return guarded(open -> {
            if (!(open.connections() instanceof ClusterConnectionProvider cluster)) {
                return command.apply(open.client());
            }
            HostAndPort node = cluster.getNode(JedisClusterCRC16.getSlot(key));
            resting.check(node);
            try {
                return command.apply(open.client());
            } catch (JedisConnectionException | JedisClusterOperationException fault) {
                resting.add(node);
                throw fault;
            }
        });
    }

    @Override
    public void ping() {
        guarded(open -> {
            try (Jedis node =
                    new Jedis(open.primaries().values().iterator().next().getResource())) {
                String answer = node.ping();
                if (!"PONG".equals(answer)) {
                    throw new Unreachable("its answer is not Redis's: " + answer, null);
                }
                return answer;
            }
        });
    }

    @Override
    public void delete(Collection<String> keys) {
        List<byte[]> wireKeys = keys.stream().map(WireKey::bytes).toList();
        deleted(() -> guarded(open -> {
            UnifiedJedis client = open.client();
            delete(client.pipelined(), wireKeys, client::del);
            return null;
        }));
    }

    /**
     * Deletes a key; true if it was there. A server that refuses that is of no use: what it holds is no longer so.
     *
     * @throws Unreachable if the server is to blame, for refusing too
     * @throws ProviderException as {@link #call}
     */
    boolean delete(String key) {
        return deleted(() -> call(key, redis -> redis.del(WireKey.bytes(key)))) > 0;
    }

    private <T> T deleted(Supplier<T> deletion) {
        try {
            return deletion.get();
        } catch (JedisDataException refused) {
            throw fault("it refuses to delete: " + refused.getMessage(), refused);
        }
    }

    /** Deletes keys that one server listed, wherever they are by now. */
    void delete(Jedis node, Collection<byte[]> keys) {
        delete(node.pipelined(), keys, access().client()::del);
    }

    /**
     * Deletes keys and closes the pipeline. DEL and not UNLINK, which servers may lack: values are strings, freed at once.
     *
     * @param moved gets those that another node of a cluster has now; a pipeline does not follow them
     * @throws JedisDataException if the server refuses one; a pipeline keeps that to itself unless asked
     * @throws JedisConnectionException if one gets no answer
     */
    private static void delete(AbstractPipeline pipeline, Collection<byte[]> keys, Consumer<byte[]> moved) {
        Map<byte[], Response<Long>> answers = new IdentityHashMap<>();
        try (pipeline) {
            keys.forEach(key -> answers.put(key, pipeline.del(key)));
        }
        answers.forEach((key, answer) -> {
            try {
                answer(answer);
            } catch (JedisRedirectionException elsewhere) {
                moved.accept(key);
            }
        });
    }

    /**
     * What a pipeline got for one question. A cluster's says nothing of a connection that broke, and has no answer then.
     *
     * @throws JedisConnectionException if there is none
     */
    static <T> T answer(Response<T> answer) {
        try {
            return answer.get();
        } catch (IllegalStateException unanswered) {
            throw new JedisConnectionException("no answer in a pipeline", unanswered);
        }
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
            return Faults.sensible(() -> twice(call, open()));
        } catch (Unreachable nonsense) {
            if (access != null) {
                access.dropIdle();
            }
            throw nonsense;
        } catch (JedisAccessControlException refused) {
            throw new Unreachable("it refuses our user or password: " + refused.getMessage(), refused);
        } catch (JedisDataException answer) {
            if (NOT_SERVING.matcher(answer.getMessage()).matches()) {
                throw fault(answer.getMessage(), answer);
            }
            throw answer;
        } catch (JedisException e) {
            if (Thread.currentThread().isInterrupted()) {
                // that a caller is told to stop says nothing of the server
                throw new ProviderException("interrupted while waiting for redis", e);
            }
            if (Faults.isOurs(e)) {
                throw new ProviderException(
                        "redis: no connection was free within " + timeoutMillis + " ms; raise RedisMaxConnections", e);
            }
            throw fault(Faults.reason(e), e);
        }
    }

    private static <T> T twice(Function<RedisAccess, T> call, RedisAccess open) {
        try {
            return call.apply(open);
        } catch (JedisConnectionException fault) {
            if (Thread.currentThread().isInterrupted()) {
                throw fault;
            }
            // the pool may be full of connections from before the server was restarted
            open.dropIdle();
            if (Faults.isTimeout(fault)) {
                throw fault;
            }
            return call.apply(open);
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
            if (closed) {
                // close() may have come too early to see it
                access.close();
                throw new ProviderException("the cache is closed");
            }
            return access;
        } finally {
            opening.unlock();
        }
    }
}
