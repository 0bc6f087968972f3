// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.EntryVisitor;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.api.Versioned;
import org.socache.http.engine.record.CacheKey;

/** A shared cache in a map, whose provider can be taken away. */
public final class MemoryCache implements SharedCache {

    private final Map<CacheKey, Entry> entries = new ConcurrentHashMap<>();
    private final Map<Entry, Long> versions = Collections.synchronizedMap(new IdentityHashMap<>());
    private final AtomicLong lastVersion = new AtomicLong();
    private final ManualClock clock;
    private volatile boolean bound = true;
    private volatile boolean shared;
    private final Set<CacheKey> broken = ConcurrentHashMap.newKeySet();
    private volatile CacheKey slow;
    private volatile CountDownLatch slowUntil;
    private volatile CacheSpecification specification = new CacheSpecification("memory", null);

    public MemoryCache(ManualClock clock) {
        this.clock = clock;
    }

    ManualClock clock() {
        return clock;
    }

    /** Makes it say that others use it, too. */
    public void shared(boolean with) {
        shared = with;
    }

    @Override
    public boolean shared() {
        return shared;
    }

    /** Lets nobody look up one entry until then. */
    public void holdUp(CacheKey key, CountDownLatch until) {
        slowUntil = until;
        slow = key;
    }

    /** Makes the next look-up of an entry fail. */
    public void failOnce(CacheKey key) {
        broken.add(key);
    }

    /** Whether all look-ups that were to fail have failed. */
    public boolean hasFailed() {
        return broken.isEmpty();
    }

    /** Takes the provider away, or brings it back. */
    public void bound(boolean there) {
        bound = there;
    }

    /** Puts other bytes in the place of every entry. */
    public void damage() {
        entries.replaceAll((key, entry) -> {
            byte[] damaged = entry.data().clone();
            damaged[damaged.length / 2] ^= 1;
            return new Entry(entry.id(), entry.expiry(), damaged);
        });
    }

    public int size() {
        return entries.size();
    }

    @Override
    public String consumer() {
        return "cache-socache";
    }

    @Override
    public StoreResult store(byte[] id, long expiry, byte[] data) {
        if (!bound) {
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
        if (expiry <= clock.millis()) {
            return StoreResult.refused(Refusal.ALREADY_EXPIRED);
        }
        Entry before = entries.put(CacheKey.fromBytes(id), new Entry(id, expiry, data));
        return before == null ? StoreResult.STORED : StoreResult.REPLACED;
    }

    @Override
    public byte[] retrieve(byte[] id) {
        Entry entry = find(id);
        return entry == null ? null : entry.data();
    }

    @Override
    public Versioned retrieve(byte[] id, long known) {
        Entry entry = find(id);
        if (entry == null) {
            return null;
        }
        long version = versions.computeIfAbsent(entry, e -> lastVersion.incrementAndGet());
        return new Versioned(version == known ? null : entry.data(), version);
    }

    private Entry find(byte[] id) {
        CacheKey key = CacheKey.fromBytes(id);
        if (broken.remove(key)) {
            throw new IllegalStateException("no look-up of " + key);
        }
        if (key.equals(slow)) {
            Awaitility.await().until(() -> slowUntil.getCount() == 0);
        }
        Entry entry = entries.get(key);
        return !bound || entry == null || entry.expiry() <= clock.millis() ? null : entry;
    }

    @Override
    public boolean remove(byte[] id) {
        return bound && entries.remove(CacheKey.fromBytes(id)) != null;
    }

    @Override
    public boolean iterate(EntryVisitor visitor) {
        if (!bound) {
            return false;
        }
        for (Entry entry : new ArrayList<>(entries.values())) {
            if (!visitor.visit(entry)) {
                break;
            }
        }
        return true;
    }

    @Override
    public boolean clear() {
        entries.clear();
        return bound;
    }

    @Override
    public CacheState state() {
        return bound ? CacheState.BOUND : CacheState.UNBOUND;
    }

    @Override
    public CacheStatus status() {
        return CacheStatus.UNKNOWN;
    }

    @Override
    public CacheSpecification specification() {
        return specification;
    }

    @Override
    public void configure(CacheSpecification changed, Hints hints) {
        specification = changed;
    }

    @Override
    public void close() {
        bound = false;
    }
}
