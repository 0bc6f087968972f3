// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import org.socache.api.spi.WireKey;

/**
 * Consistent hashing: every member stands at many points of a circle, and a key belongs to the member at the next point.
 * A member that goes or comes moves only its own share. (httpd takes the key's CRC modulo the number of servers.)
 */
final class Ring<M> {

    private static final int POINTS_PER_MEMBER = 160;

    private final TreeMap<Long, M> points = new TreeMap<>();
    private final List<M> members;

    /** Members stand where their names put them, so that all processes with one list agree. */
    Ring(List<M> members) {
        this.members = List.copyOf(members);
        for (M member : members) {
            for (int n = 0; n < POINTS_PER_MEMBER; n++) {
                points.put(point(member + "-" + n), member);
            }
        }
    }

    List<M> members() {
        return members;
    }

    /** All members, the key's own first, then those that take over from it in turn. */
    List<M> order(String key) {
        if (members.size() == 1) {
            return members;
        }
        Set<M> order = new LinkedHashSet<>();
        long start = point(key);
        for (M member : points.tailMap(start).values()) {
            order.add(member);
            if (order.size() == members.size()) {
                return new ArrayList<>(order);
            }
        }
        order.addAll(points.headMap(start).values());
        return new ArrayList<>(order);
    }

    private static long point(String text) {
        return ByteBuffer.wrap(WireKey.sha256(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }
}
