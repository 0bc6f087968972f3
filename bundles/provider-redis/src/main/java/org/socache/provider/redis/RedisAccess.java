// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.socache.provider.support.Address;
import org.socache.provider.support.Attempt;
import org.socache.provider.support.Secret;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;
import redis.clients.jedis.providers.SentineledConnectionProvider;
import redis.clients.jedis.util.IOUtils;
import redis.clients.jedis.util.Pool;

/**
 * An open way to Redis in Jedis's terms.
 *
 * @param client sends a command to the server that has the key
 * @param connections the pools behind it, by server
 */
record RedisAccess(UnifiedJedis client, ConnectionProvider connections) implements AutoCloseable {

    /** A cluster's answer may be "ask there", twice during a resharding, before the third is the real one. */
    private static final int CLUSTER_ATTEMPTS = 3;

    /** Does not connect. */
    static RedisAccess toServer(Address server, RedisSettings settings) {
        JedisClientConfig client = limited(client(settings, settings.login()), settings.timeout());
        JedisSocketFactory sockets = new DefaultJedisSocketFactory(jedis(server), client);
        JedisSocketFactory timed = () -> connect(server, sockets, settings.timeout());
        ConnectionFactory connections = ConnectionFactory.builder()
                .clientConfig(client)
                .socketFactory(timed)
                .connectionBuilder(
                        CheckedConnection.maker().clientConfig(client).socketFactory(timed))
                .build();
        ConnectionProvider provider = new PooledConnectionProvider(connections, pool(settings));
        return new RedisAccess(
                RedisClient.builder().connectionProvider(provider).build(), provider);
    }

    /** Neither the resolver nor the server takes longer than the limit. */
    private static Socket connect(Address server, JedisSocketFactory sockets, Duration limit) {
        try {
            return Attempt.within(limit, () -> timed(sockets.createSocket(), limit), IOUtils::closeQuietly);
        } catch (TimeoutException slow) {
            throw new JedisConnectionException(
                    "no connection to " + server + " within " + limit.toMillis() + " ms", slow);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof JedisException fault
                    ? fault
                    : new JedisConnectionException("no connection to " + server, failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new JedisConnectionException("interrupted while connecting to " + server, stop);
        }
    }

    private static Socket timed(Socket socket, Duration limit) throws SocketException {
        return socket instanceof SSLSocket ? socket : new TimedSocket(socket, limit);
    }

    /** With TLS the limit is kept below it, by the bytes that arrive: a record comes to those above only as a whole. */
    @SuppressWarnings("deprecation")
    private static JedisClientConfig limited(JedisClientConfig client, Duration limit) {
        return client.isSsl()
                ? DefaultJedisClientConfig.builder()
                        .from(client)
                        .sslSocketFactory(new TimedTls(client.getSslSocketFactory(), limit))
                        .build()
                : client;
    }

    /** Asks the sentinels for the master first. */
    static RedisAccess toMaster(RedisArgument argument, RedisSettings settings) {
        ConnectionProvider provider = new SentineledConnectionProvider(
                argument.master(),
                client(settings, settings.login()),
                pool(settings),
                jedis(argument),
                client(settings, settings.sentinelLogin()));
        return new RedisAccess(
                RedisSentinelClient.builder()
                        .masterName(argument.master())
                        .sentinels(jedis(argument))
                        .connectionProvider(provider)
                        .build(),
                provider);
    }

    /** Asks one of the nodes for all of them first. */
    static RedisAccess toCluster(RedisArgument argument, RedisSettings settings) {
        ConnectionProvider provider = new ClusterConnectionProvider(
                jedis(argument),
                client(settings, settings.login()),
                pool(settings),
                settings.timeout().multipliedBy(20));
        return new RedisAccess(
                RedisClusterClient.builder()
                        .nodes(jedis(argument))
                        .maxAttempts(CLUSTER_ATTEMPTS)
                        .maxTotalRetriesDuration(settings.timeout().dividedBy(2))
                        .connectionProvider(provider)
                        .build(),
                provider);
    }

    /** The pools of all servers that hold keys of their own, by address. */
    Map<String, Pool<Connection>> primaries() {
        return byAddress(connections.getPrimaryNodesConnectionMap());
    }

    /** The pools of all servers, by address. */
    Map<String, Pool<Connection>> servers() {
        return byAddress(connections.getConnectionMap());
    }

    /** Closes idle connections: they lead to a server that is gone. */
    void dropIdle() {
        servers().values().forEach(Pool::clear);
    }

    @Override
    public void close() {
        client.close();
    }

    /** Jedis leaves open what the map is made of; its providers all have pools in it. */
    @SuppressWarnings("unchecked")
    private static Map<String, Pool<Connection>> byAddress(Map<?, ?> pools) {
        Map<String, Pool<Connection>> byAddress = new TreeMap<>();
        pools.forEach((address, pool) -> byAddress.put(String.valueOf(address), (Pool<Connection>) pool));
        return byAddress;
    }

    private static ConnectionPoolConfig pool(RedisSettings settings) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(settings.connections());
        pool.setMaxIdle(settings.connections());
        pool.setMaxWait(settings.timeout());
        pool.setJmxEnabled(false);
        pool.setTestWhileIdle(false);
        if (settings.idleTime().isZero()) {
            pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
        } else {
            pool.setMinEvictableIdleDuration(settings.idleTime());
            pool.setTimeBetweenEvictionRuns(settings.idleTime());
            pool.setNumTestsPerEvictionRun(-1);
        }
        return pool;
    }

    private static JedisClientConfig client(RedisSettings settings, RedisSettings.Login login) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .serverDefaultProtocol()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .timeoutMillis((int) settings.timeout().toMillis());
        if (login.password().isPresent()) {
            Secret password = login.password().get();
            config.credentialsProvider(
                    () -> new DefaultRedisCredentials(login.user().orElse(null), password.reveal()));
        }
        settings.tls().ifPresent(tls -> secure(config, tls));
        return config.build();
    }

    /** What Jedis would rather have takes key stores alone, and no authorities in PEM. */
    @SuppressWarnings("deprecation")
    private static void secure(DefaultJedisClientConfig.Builder config, SSLContext tls) {
        SSLParameters parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        config.ssl(true).sslSocketFactory(tls.getSocketFactory()).sslParameters(parameters);
    }

    private static Set<HostAndPort> jedis(RedisArgument argument) {
        return argument.servers().stream().map(RedisAccess::jedis).collect(Collectors.toSet());
    }

    private static HostAndPort jedis(Address address) {
        return new HostAndPort(address.host(), address.port());
    }
}
