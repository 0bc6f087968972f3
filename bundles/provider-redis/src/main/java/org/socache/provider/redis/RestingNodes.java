// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.socache.api.spi.ProviderException;
import redis.clients.jedis.HostAndPort;

/**
 * Nodes of a cluster that failed, for a second each: their share fails at once, and does not keep callers from the other
 * nodes. When another node takes the share over, the cluster's map says so, and there is nothing to wait for.
 */
final class RestingNodes {

    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<HostAndPort, Long> until = new ConcurrentHashMap<>();

    /** @throws ProviderException if the node failed within the last second */
    void check(HostAndPort node) {
        if (until.isEmpty() || node == null) {
            return;
        }
        Long end = until.get(node);
        if (end != null && System.nanoTime() - end < 0) {
            throw new ProviderException("redis cluster node " + node + " is down");
        }
    }

    void add(HostAndPort node) {
        if (node != null) {
            until.put(node, System.nanoTime() + REST_NANOS);
        }
    }
}
