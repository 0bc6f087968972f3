// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.socache.api.CacheCounters;
import org.socache.api.CacheStatus;
import org.socache.api.ServerStatus;
import org.socache.api.spi.ProviderException;
import org.socache.provider.support.Member;
import org.socache.provider.support.Unreachable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/** What {@code INFO} says of every server. The numbers are the servers' own: all their users together. */
final class RedisStatus {

    /** Sums over the servers, by the word in the details and the field of INFO. */
    private static final Map<String, String> SUMS = Map.of(
            "UsedMemory", "used_memory",
            "MaxMemory", "maxmemory",
            "EvictedKeys", "evicted_keys",
            "ExpiredKeys", "expired_keys",
            "KeyspaceHits", "keyspace_hits",
            "KeyspaceMisses", "keyspace_misses",
            "ConnectedClients", "connected_clients");

    private final List<ServerStatus> servers = new ArrayList<>();
    private final Map<String, Long> sums = new HashMap<>();

    private RedisStatus() {}

    static CacheStatus of(List<Member<RedisServer>> members) {
        RedisStatus status = new RedisStatus();
        members.forEach(status::ask);
        return new CacheStatus(-1, -1, -1, CacheCounters.ZERO, status.servers, status.sums);
    }

    private void ask(Member<RedisServer> member) {
        try {
            Map<String, Pool<Connection>> pools = member.remote().access().servers();
            pools.forEach((address, pool) -> servers.add(ask(pools.size() == 1 ? member.toString() : address, pool)));
        } catch (Unreachable | ProviderException away) {
            servers.add(new ServerStatus(member.toString(), false, -1, away.getMessage()));
        }
    }

    private ServerStatus ask(String address, Pool<Connection> pool) {
        try {
            return Faults.sensible(() -> answer(address, pool));
        } catch (JedisException away) {
            return Faults.isOurs(away)
                    ? new ServerStatus(
                            address, true, -1, "not asked: no connection was free; raise RedisMaxConnections")
                    : new ServerStatus(address, false, -1, Faults.reason(away));
        } catch (Unreachable nonsense) {
            return new ServerStatus(address, false, -1, nonsense.getMessage());
        }
    }

    private ServerStatus answer(String address, Pool<Connection> pool) {
        try (Jedis node = new Jedis(pool.getResource())) {
            long start = System.nanoTime();
            node.ping();
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
            return describe(address, micros, node);
        }
    }

    /** A server that answers is up; who may not ask it more is served all the same. */
    private ServerStatus describe(String address, long micros, Jedis node) {
        try {
            Map<String, String> info = parse(String.valueOf(node.info()));
            if (!info.containsKey("redis_version")) {
                return new ServerStatus(address, false, -1, "its answer to INFO is not Redis's");
            }
            SUMS.forEach((word, field) -> sums.merge(word, number(info, field), Long::sum));
            return new ServerStatus(address, true, micros, summary(info));
        } catch (JedisAccessControlException refused) {
            return new ServerStatus(address, true, micros, "our user may not ask INFO: " + refused.getMessage());
        }
    }

    private static String summary(Map<String, String> info) {
        return "redis " + info.get("redis_version") + ", " + info.get("role") + ", up " + info.get("uptime_in_seconds")
                + " s, memory " + info.get("used_memory") + " of "
                + (number(info, "maxmemory") == 0 ? "unlimited" : info.get("maxmemory")) + ", "
                + info.get("connected_clients") + " clients";
    }

    private static Map<String, String> parse(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        });
        return fields;
    }

    private static long number(Map<String, String> info, String field) {
        String value = info.getOrDefault(field, "0");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
    }
}
