// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.socache.api.CacheCounters;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.SharedCache;
import org.socache.api.admin.Switch;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A {@link NamedCache} as JMX shows it. */
final class CacheView implements CacheMXBean {

    private static final String HEX_PREFIX = "hex:";

    private final NamedCache cache;

    CacheView(NamedCache cache) {
        this.cache = cache;
    }

    @Override
    public String getConsumer() {
        return cache.consumer();
    }

    @Override
    public String getProvider() {
        return cache.specification().provider();
    }

    @Override
    public String getArgument() {
        String argument = cache.specification().argument();
        return argument == null ? "" : argument;
    }

    @Override
    public CacheState getState() {
        return cache.state();
    }

    @Override
    public String getReason() {
        return cache.reason();
    }

    @Override
    public String getBreaker() {
        return cache.breaker().name();
    }

    @Override
    public long getEntries() {
        return cache.status().entries();
    }

    @Override
    public long getBytesUsed() {
        return cache.status().bytesUsed();
    }

    @Override
    public long getBytesCapacity() {
        return cache.status().bytesCapacity();
    }

    @Override
    public long getStoreCount() {
        return counters().stores();
    }

    @Override
    public long getReplaceCount() {
        return counters().replaced();
    }

    @Override
    public long getExpireCount() {
        return counters().expired();
    }

    @Override
    public long getScrolledCount() {
        return counters().scrolled();
    }

    @Override
    public long getRefusedCount() {
        return cache.statistics().refusedInAll();
    }

    @Override
    public Map<String, Long> getRefusedByReason() {
        Map<String, Long> byReason = new TreeMap<>();
        cache.statistics().refused().forEach((reason, count) -> byReason.put(reason.name(), count));
        return byReason;
    }

    @Override
    public long getRetrieveHitCount() {
        return counters().retrieveHits();
    }

    @Override
    public long getRetrieveMissCount() {
        return counters().retrieveMisses();
    }

    @Override
    public long getRemoveHitCount() {
        return counters().removeHits();
    }

    @Override
    public long getRemoveMissCount() {
        return counters().removeMisses();
    }

    @Override
    public long getErrorCount() {
        return cache.statistics().errors();
    }

    @Override
    public double getHitRatio() {
        return cache.statistics().hitRatio();
    }

    @Override
    public LatencyView getRetrieveLatency() {
        return new LatencyView(cache.statistics().retrieve());
    }

    @Override
    public LatencyView getStoreLatency() {
        return new LatencyView(cache.statistics().store());
    }

    @Override
    public LatencyView getRemoveLatency() {
        return new LatencyView(cache.statistics().remove());
    }

    @Override
    public List<ServerView> getServers() {
        return cache.status().servers().stream().map(ServerView::new).toList();
    }

    @Override
    public Map<String, Long> getDetails() {
        return new TreeMap<>(cache.status().details());
    }

    @Override
    public String switchProvider(String specification) throws InvalidSpecificationException {
        Switch started = cache.switchTo(CacheSpecification.parse(specification));
        return started.isDone()
                ? cache.name() + " is on " + started.to()
                : cache.name() + " switched from " + started.from() + " to " + started.to()
                        + "; entries are moving over";
    }

    @Override
    public boolean clear() {
        return cache.clear();
    }

    @Override
    public boolean remove(String id) {
        return cache.remove(bytes(id));
    }

    private static byte[] bytes(String id) {
        if (id == null || id.isEmpty() || id.equals(HEX_PREFIX)) {
            throw new IllegalArgumentException(
                    "no id is given; write it as text, or as " + HEX_PREFIX + " and its bytes");
        }
        byte[] bytes;
        try {
            bytes = id.startsWith(HEX_PREFIX)
                    ? HexFormat.of().parseHex(id, HEX_PREFIX.length(), id.length())
                    : id.getBytes(UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "\"" + id + "\" is not " + HEX_PREFIX + " and two hexadecimal digits for each byte", wrong);
        }
        if (bytes.length > SharedCache.MAX_ID_LENGTH) {
            throw new IllegalArgumentException(
                    "an id of " + bytes.length + " bytes is longer than " + SharedCache.MAX_ID_LENGTH);
        }
        return bytes;
    }

    @Override
    public void resetStatistics() {
        cache.resetStatistics();
    }

    private CacheCounters counters() {
        return cache.statistics().counters();
    }
}
