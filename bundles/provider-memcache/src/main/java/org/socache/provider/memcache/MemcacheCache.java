// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheCounters;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.Refusal;
import org.socache.api.ServerStatus;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;
import org.socache.api.spi.WireKey;
import org.socache.provider.support.Address;
import org.socache.provider.support.CurrentFleet;
import org.socache.provider.support.Fleet;
import org.socache.provider.support.Member;
import org.socache.provider.support.Unreachable;

/** A cache on memcached. Not listable: the server cannot say what it holds. */
final class MemcacheCache implements CacheInstance {

    private static final Logger LOG = LoggerFactory.getLogger(MemcacheCache.class);

    /** The server's limit, {@code KEY_MAX_LENGTH}; longer ones are hashed. */
    private static final int LONGEST_KEY = 250;

    /** Lives beyond that are taken for dates, {@code REALTIME_MAXDELTA}. */
    private static final long LONGEST_LIFE_SECONDS = TimeUnit.DAYS.toSeconds(30);

    /** Sums over the servers, by the word in the details and the field of stats. */
    private static final Map<String, String> SUMS = Map.of(
            "CurrentItems", "curr_items",
            "Bytes", "bytes",
            "MaxBytes", "limit_maxbytes",
            "Evictions", "evictions",
            "GetHits", "get_hits",
            "GetMisses", "get_misses",
            "CurrentConnections", "curr_connections");

    private final List<Address> addresses;
    private final String consumer;
    private final InstantSource clock;
    private final CurrentFleet<MemcacheSettings, MemcacheServer> fleet;

    MemcacheCache(List<Address> addresses, OpenContext context, Supplier<MemcacheSettings> settings) {
        this.addresses = addresses;
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
        Fleet<MemcacheServer> servers = fleet.get();
        if (servers == null) {
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
        String key = key(id);
        try {
            int exptime = exptime(expiry, clock.millis());
            return servers.change(key, server -> store(server, key, exptime, data));
        } catch (ProviderException | MemcacheServer.Refused unavailable) {
            LOG.debug("store refused", unavailable);
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
    }

    /** A refused store leaves nothing behind of what the key had before; a server that refuses sees to that itself. */
    private static StoreResult store(MemcacheServer server, String key, int exptime, byte[] data) {
        if (exptime == 0) {
            server.delete(key);
            return StoreResult.refused(Refusal.ALREADY_EXPIRED);
        }
        int limit = server.largestData();
        if (data.length > limit) {
            server.delete(key);
            return StoreResult.refused(Refusal.ENTRY_TOO_LARGE, limit);
        }
        try {
            server.set(key, exptime, data);
            return StoreResult.STORED;
        } catch (MemcacheServer.Refused refused) {
            LOG.debug("memcached refused to store", refused);
            return StoreResult.refused(refused.getMessage().contains("memory") ? Refusal.NO_SPACE : Refusal.FAILED);
        }
    }

    /**
     * memcached's form of an expiry: whole seconds from now, or the date if that is over 30 days away. 0, which would be for
     * ever, is never stored; it stands for less than a second (as httpd has it).
     */
    static int exptime(long expiry, long now) {
        if (expiry <= now) {
            return 0;
        }
        long seconds = (expiry - now) / 1_000;
        return (int) Math.min(seconds > LONGEST_LIFE_SECONDS ? expiry / 1_000 : seconds, Integer.MAX_VALUE);
    }

    @Override
    public byte[] retrieve(byte[] id) {
        Fleet<MemcacheServer> servers = fleet.get();
        String key = key(id);
        return servers == null || id.length == 0
                ? null
                : answered(null, () -> servers.read(key, server -> server.get(key)));
    }

    @Override
    public Entry find(byte[] id) {
        byte[] data = retrieve(id);
        return data == null ? null : new Entry(id.clone(), Entry.UNKNOWN_EXPIRY, data);
    }

    @Override
    public boolean remove(byte[] id) {
        Fleet<MemcacheServer> servers = fleet.get();
        String key = key(id);
        return servers != null
                && id.length > 0
                && answered(false, () -> servers.change(key, server -> server.delete(key)));
    }

    /** The answer; what a closed cache answers, if it was closed meanwhile. */
    private <T> T answered(T whenClosed, Supplier<T> call) {
        try {
            return call.get();
        } catch (MemcacheServer.Refused refused) {
            throw new ProviderException("memcached refused: " + refused.getMessage(), refused);
        } catch (ProviderException failed) {
            if (fleet.get() == null) {
                return whenClosed;
            }
            throw failed;
        }
    }

    @Override
    public CacheStatus status() {
        Fleet<MemcacheServer> servers = fleet.get();
        if (servers == null) {
            return CacheStatus.UNKNOWN;
        }
        List<ServerStatus> states = new ArrayList<>();
        Map<String, Long> sums = new HashMap<>();
        servers.members().forEach(member -> states.add(ask(member, sums)));
        return new CacheStatus(-1, -1, -1, CacheCounters.ZERO, states, sums);
    }

    private static ServerStatus ask(Member<MemcacheServer> member, Map<String, Long> sums) {
        try {
            long start = System.nanoTime();
            member.remote().ping();
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
            Map<String, String> stats = member.remote().stats();
            SUMS.forEach((word, field) -> sums.merge(word, number(stats, field), Long::sum));
            return new ServerStatus(member.toString(), true, micros, summary(stats));
        } catch (Unreachable | ProviderException | MemcacheServer.Refused away) {
            return new ServerStatus(member.toString(), false, -1, away.getMessage());
        }
    }

    private static String summary(Map<String, String> stats) {
        return "memcached " + stats.get("version") + ", up " + stats.get("uptime") + " s, " + stats.get("curr_items")
                + " items, " + stats.get("bytes") + " of " + stats.get("limit_maxbytes") + " bytes, "
                + stats.get("curr_connections") + " connections";
    }

    private static long number(Map<String, String> stats, String field) {
        String value = stats.getOrDefault(field, "0");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
    }

    @Override
    public void probe() {
        Fleet<MemcacheServer> servers = fleet.get();
        if (servers != null) {
            servers.probe();
        }
    }

    @Override
    public boolean bounded() {
        return true;
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

    private Fleet<MemcacheServer> connect(MemcacheSettings now) {
        Map<String, MemcacheServer> servers = new LinkedHashMap<>();
        addresses.forEach(address -> servers.put(address.toString(), new MemcacheServer(address, now)));
        return new Fleet<>("memcache", servers);
    }

    private String key(byte[] id) {
        return WireKey.of(consumer, id, LONGEST_KEY);
    }
}
