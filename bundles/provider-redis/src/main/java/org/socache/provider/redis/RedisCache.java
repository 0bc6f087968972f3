// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.EntryVisitor;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;
import org.socache.api.spi.WireKey;
import org.socache.provider.support.Address;
import org.socache.provider.support.CurrentFleet;
import org.socache.provider.support.Fleet;
import org.socache.provider.support.Member;
import org.socache.provider.support.Unreachable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * A cache on Redis. The server keeps the time: an entry is stored with its life in milliseconds, and its expiry is what
 * remains of that by our clock.
 */
final class RedisCache implements CacheInstance, Listable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisCache.class);

    /** {@code proto-max-bulk-len} of a server that is not configured otherwise. */
    static final int LARGEST_DATA = 512 << 20;

    /** Redis has no limit for keys, so every id can be told from its key, and listed. */
    private static final int LONGEST_KEY = Integer.MAX_VALUE;

    /** A hundred years: Redis refuses lives whose end does not fit into 63 bits of milliseconds. */
    private static final long LONGEST_LIFE = 100L * 365 * 24 * 3600 * 1000;

    private static final int KEYS_AT_ONCE = 100;
    private static final long NEVER_EXPIRES = -1;
    private static final long ABSENT = -2;

    private final RedisArgument argument;
    private final String consumer;
    private final InstantSource clock;
    private final CurrentFleet<RedisSettings, RedisServer> fleet;

    RedisCache(RedisArgument argument, OpenContext context, Supplier<RedisSettings> settings) {
        this.argument = argument;
        this.consumer = context.consumer();
        this.clock = context.clock();
        this.fleet = new CurrentFleet<>(settings, this::connect);
    }

    @Override
    public StoreResult store(byte[] id, long expiry, byte[] data) {
        if (id.length == 0) {
            return StoreResult.refused(Refusal.ID_TOO_SHORT);
        }
        if (id.length > SharedCache.MAX_ID_LENGTH) {
            return StoreResult.refused(Refusal.ID_TOO_LONG, SharedCache.MAX_ID_LENGTH);
        }
        Fleet<RedisServer> servers = fleet.get();
        if (servers == null) {
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
        try {
            return store(servers, key(id), expiry, data);
        } catch (ProviderException unavailable) {
            LOG.debug("store refused", unavailable);
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
    }

    private StoreResult store(Fleet<RedisServer> servers, String key, long expiry, byte[] data) {
        long now = clock.millis();
        if (expiry <= now) {
            return refuse(servers, key, StoreResult.refused(Refusal.ALREADY_EXPIRED));
        }
        if (data.length > LARGEST_DATA) {
            return refuse(servers, key, StoreResult.refused(Refusal.ENTRY_TOO_LARGE, LARGEST_DATA));
        }
        SetParams life = SetParams.setParams().px(Math.min(expiry - now, LONGEST_LIFE));
        byte[] wireKey = WireKey.bytes(key);
        try {
            servers.change(key, server -> server.call(key, redis -> redis.set(wireKey, data, life)));
            return StoreResult.STORED;
        } catch (JedisDataException refused) {
            boolean full = refused.getMessage().startsWith("OOM ");
            LOG.debug("redis refused to store", refused);
            return refuse(servers, key, StoreResult.refused(full ? Refusal.NO_SPACE : Refusal.FAILED));
        }
    }

    /** Refuses a store; whatever the id had before is gone. */
    private StoreResult refuse(Fleet<RedisServer> servers, String key, StoreResult refusal) {
        delete(servers, key);
        return refusal;
    }

    @Override
    public byte[] retrieve(byte[] id) {
        Fleet<RedisServer> servers = fleet.get();
        if (servers == null || id.length == 0) {
            return null;
        }
        String key = key(id);
        return answered(
                null, () -> servers.read(key, server -> server.call(key, redis -> redis.get(WireKey.bytes(key)))));
    }

    @Override
    public Entry find(byte[] id) {
        Fleet<RedisServer> servers = fleet.get();
        if (servers == null || id.length == 0) {
            return null;
        }
        String key = key(id);
        long asked = clock.millis();
        Found found = answered(null, () -> servers.read(key, server -> server.call(key, redis -> find(redis, key))));
        return entry(id, asked, found);
    }

    private static Found find(UnifiedJedis redis, String key) {
        byte[] wireKey = WireKey.bytes(key);
        try (AbstractPipeline pipeline = redis.pipelined()) {
            Response<byte[]> data = pipeline.get(wireKey);
            Response<Long> life = pipeline.pttl(wireKey);
            pipeline.sync();
            return new Found(RedisServer.answer(data), RedisServer.answer(life));
        } catch (JedisRedirectionException moved) {
            // a pipeline does not follow a key that is just moving between two nodes of a cluster
            return new Found(redis.get(wireKey), redis.pttl(wireKey));
        }
    }

    /** Counts the life from when it was asked for: rather too short by a round trip than too long. */
    private static Entry entry(byte[] id, long asked, Found found) {
        if (found == null || found.data == null || found.life == ABSENT || found.life == 0) {
            return null;
        }
        long expiry = found.life == NEVER_EXPIRES ? Long.MAX_VALUE : asked + found.life;
        return new Entry(id.clone(), expiry, found.data);
    }

    @Override
    public boolean remove(byte[] id) {
        Fleet<RedisServer> servers = fleet.get();
        return servers != null && id.length > 0 && answered(false, () -> delete(servers, key(id)));
    }

    private static boolean delete(Fleet<RedisServer> servers, String key) {
        return servers.change(key, server -> server.delete(key));
    }

    @Override
    public void iterate(EntryVisitor visitor) {
        walk((server, node, keys) -> {
            for (Entry entry : entries(node, keys)) {
                if (!visitor.visit(entry)) {
                    return false;
                }
            }
            return true;
        });
    }

    @Override
    public void clear() {
        walk((server, node, keys) -> {
            List<byte[]> own =
                    keys.stream().filter(this::isOwn).map(WireKey::bytes).toList();
            if (!own.isEmpty()) {
                server.delete(node, own);
            }
            return true;
        });
    }

    /** Goes through all keys with our prefix on all servers, some at a time, until the step says no. */
    private void walk(Step step) {
        Fleet<RedisServer> servers = fleet.get();
        if (servers == null) {
            return;
        }
        ScanParams ours = new ScanParams().match(consumer + ":*").count(KEYS_AT_ONCE);
        boolean[] goesOn = {true};
        for (Member<RedisServer> member : servers.members()) {
            answered(null, () -> {
                member.remote().eachPrimary(node -> {
                    ScanWalk walk = new ScanWalk();
                    do {
                        ScanResult<String> page = node.scan(walk.cursor(), ours);
                        goesOn[0] = goesOn[0] && step.take(member.remote(), node, page.getResult());
                        walk.goTo(page.getCursor());
                    } while (goesOn[0] && !walk.isOver());
                });
                return null;
            });
        }
    }

    private List<Entry> entries(Jedis node, List<String> keys) {
        List<Response<byte[]>> data = new ArrayList<>();
        List<Response<Long>> lives = new ArrayList<>();
        long asked = clock.millis();
        try (Pipeline pipeline = node.pipelined()) {
            for (String key : keys) {
                data.add(pipeline.get(WireKey.bytes(key)));
                lives.add(pipeline.pttl(WireKey.bytes(key)));
            }
        }
        List<Entry> entries = new ArrayList<>();
        for (int n = 0; n < keys.size(); n++) {
            byte[] id = WireKey.idOf(consumer, keys.get(n));
            Entry entry = id == null ? null : entry(id, asked, answer(data.get(n), lives.get(n)));
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Null for a key that holds something other than a string, or that is just moving to another node. */
    private static Found answer(Response<byte[]> data, Response<Long> life) {
        try {
            return new Found(data.get(), life.get());
        } catch (JedisDataException notOurs) {
            return null;
        }
    }

    private boolean isOwn(String key) {
        return WireKey.idOf(consumer, key) != null;
    }

    @Override
    public CacheStatus status() {
        Fleet<RedisServer> servers = fleet.get();
        return servers == null ? CacheStatus.UNKNOWN : RedisStatus.of(servers.members());
    }

    @Override
    public void probe() {
        Fleet<RedisServer> servers = fleet.get();
        if (servers != null) {
            servers.probe();
        }
    }

    /** With sentinels and clusters Jedis makes the connections itself, and its limits are for parts of a call. */
    @Override
    public boolean bounded() {
        return argument.kind() == RedisArgument.Kind.INDEPENDENT;
    }

    /** What a connection takes at once, even if its other end does not read; a key is twice as long as its id. */
    @Override
    public int boundedData() {
        return TimedSocket.SEND_BUFFER / 4;
    }

    /** Whoever has the servers' addresses has the entries too: other nodes, and httpd. */
    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void close() {
        fleet.close();
    }

    private Fleet<RedisServer> connect(RedisSettings now) {
        Map<String, RedisServer> servers = new LinkedHashMap<>();
        switch (argument.kind()) {
            case INDEPENDENT -> {
                for (Address address : argument.servers()) {
                    servers.put(address.toString(), server(() -> RedisAccess.toServer(address, now), now));
                }
            }
            case SENTINEL -> servers.put(argument.master(), server(() -> RedisAccess.toMaster(argument, now), now));
            case CLUSTER -> servers.put("cluster", server(() -> RedisAccess.toCluster(argument, now), now));
        }
        return new Fleet<>("redis", servers);
    }

    private RedisServer server(Supplier<RedisAccess> opener, RedisSettings now) {
        return new RedisServer(argument.kind(), opener, now.timeout().toMillis());
    }

    private String key(byte[] id) {
        return WireKey.of(consumer, id, LONGEST_KEY);
    }

    /** The answer; what a closed cache answers, if it was closed meanwhile. */
    private <T> T answered(T whenClosed, Supplier<T> call) {
        try {
            return call.get();
        } catch (JedisDataException | Unreachable | ProviderException failed) {
            if (fleet.get() == null) {
                return whenClosed;
            }
            throw failed instanceof ProviderException
                    ? failed
                    : new ProviderException("redis: " + failed.getMessage(), failed);
        }
    }

    private record Found(byte[] data, long life) {}

    @FunctionalInterface
    private interface Step {
        boolean take(RedisServer server, Jedis node, List<String> keys);
    }
}
