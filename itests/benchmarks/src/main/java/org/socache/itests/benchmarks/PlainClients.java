// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import net.spy.memcached.ClientMode;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.transcoders.SerializingTranscoder;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.socache.dc.protocol.Addition;
import org.socache.dc.protocol.Direction;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.MessageReader;
import org.socache.dc.protocol.Operation;
import org.socache.dc.protocol.Status;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** The libraries below the providers, used as their manuals say: no time limits, no breaker, no counters. */
final class PlainClients {

    private static final int HOUR_SECONDS = 3_600;
    private static final int CONNECTIONS = 64;
    private static final int COMMIT_SECONDS = 1;

    private PlainClients() {}

    /** Jedis with a pool of as many connections as the provider may have. */
    static Contestant jedis(int port) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        RedisClient client = RedisClient.builder()
                .hostAndPort("127.0.0.1", port)
                .poolConfig(pool)
                .build();
        SetParams life = SetParams.setParams().ex(HOUR_SECONDS);
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                return client.get(id);
            }

            @Override
            public void put(byte[] id, byte[] data) {
                client.set(id, data, life);
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    /** spymemcached, in the form that Amazon keeps. */
    static Contestant spymemcached(int port) throws IOException {
        SerializingTranscoder raw = new SerializingTranscoder();
        raw.setCompressionThreshold(Integer.MAX_VALUE);
        MemcachedClient client = new MemcachedClient(
                new ConnectionFactoryBuilder()
                        .setClientMode(ClientMode.Static)
                        .setTranscoder(raw)
                        .setDaemon(true)
                        .setUseNagleAlgorithm(false)
                        .build(),
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                return (byte[]) client.get(HexFormat.of().formatHex(id));
            }

            @Override
            public void put(byte[] id, byte[] data) {
                try {
                    client.set(HexFormat.of().formatHex(id), HOUR_SECONDS, data).get();
                } catch (InterruptedException | ExecutionException failed) {
                    throw new IllegalStateException(failed);
                }
            }

            @Override
            public void close() {
                client.shutdown();
            }
        };
    }

    /**
     * A mapped MapDB file with transactions, as whole after a kill as MapDB makes it: committed once a second, without waiting for the
     * disk, which is what the provider promises. Changes are made one at a time: MapDB's log is not safe otherwise.
     */
    static Contestant committedMapDb(Path file) {
        DB db = mapped(file).transactionEnable().fileSyncDisable().make();
        Contestant map = MapDb.of(db);
        Object writing = new Object();
        ScheduledExecutorService committer = Executors.newSingleThreadScheduledExecutor();
        Runnable commit = () -> {
            synchronized (writing) {
                db.commit();
            }
        };
        committer.scheduleWithFixedDelay(commit, COMMIT_SECONDS, COMMIT_SECONDS, TimeUnit.SECONDS);
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                return map.get(id);
            }

            @Override
            public void put(byte[] id, byte[] data) {
                synchronized (writing) {
                    map.put(id, data);
                }
            }

            @Override
            public void close() {
                committer.shutdownNow();
                synchronized (writing) {
                    map.close();
                }
            }
        };
    }

    /** A mapped MapDB file without transactions: as fast as MapDB gets, and no file that opens after a kill. */
    static Contestant unprotectedMapDb(Path file) {
        return MapDb.of(mapped(file).make());
    }

    private static DBMaker.Maker mapped(Path file) {
        return DBMaker.fileDB(file.toFile()).fileMmapEnable().allocateStartSize(64 << 20);
    }

    /** There is no distcache client for Java: blocking sockets, one to a caller, and nothing else. */
    static Contestant sockets(int port) {
        Deque<Connection> idle = new ConcurrentLinkedDeque<>();
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                byte[] answer = ask(Operation.GET, id);
                return answer.length < 5 ? null : answer;
            }

            @Override
            public void put(byte[] id, byte[] data) {
                byte[] addition = new Addition(HOUR_SECONDS * 1_000L, id, data).payload();
                while (Status.of(ask(Operation.ADD, addition)) != Status.OK) {
                    ask(Operation.REMOVE, id);
                }
            }

            private byte[] ask(Operation operation, byte[] payload) {
                Connection kept = idle.pollFirst();
                try {
                    Connection connection = kept == null ? new Connection(port) : kept;
                    byte[] answer = connection.ask(operation, payload);
                    idle.addFirst(connection);
                    return answer;
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        };
    }

    private static final class Connection {

        private static final AtomicInteger UIDS = new AtomicInteger();

        private final Socket socket;
        private final byte[] buffer = new byte[8_192];
        private final MessageReader reader = new MessageReader(Direction.RESPONSE);

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
        }

        byte[] ask(Operation operation, byte[] payload) throws IOException {
            for (ByteBuffer frame :
                    new Message(Direction.REQUEST, UIDS.incrementAndGet(), operation, payload).frames()) {
                byte[] bytes = new byte[frame.remaining()];
                frame.get(bytes);
                socket.getOutputStream().write(bytes);
            }
            Message answer = null;
            while (answer == null) {
                int length = socket.getInputStream().read(buffer);
                answer = reader.read(ByteBuffer.wrap(buffer, 0, length));
            }
            return answer.payload();
        }
    }
}
