// SPDX-License-Identifier: Apache-2.0
package org.socache.example.heap;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.socache.api.CacheCounters;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.EntryVisitor;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;

/** One map under one lock: as little as the contract allows. */
final class HeapCache implements CacheInstance, Listable {

    private final int capacity;
    private final InstantSource clock;
    private final Map<ByteBuffer, Entry> entries = new LinkedHashMap<>();
    private CacheCounters counters = CacheCounters.ZERO;
    private boolean closed;

    HeapCache(int capacity, InstantSource clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    @Override
    public synchronized StoreResult store(byte[] id, long expiry, byte[] data) {
        if (closed) {
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
        if (id.length == 0) {
            return StoreResult.refused(Refusal.ID_TOO_SHORT, 1);
        }
        if (id.length > SharedCache.MAX_ID_LENGTH) {
            return StoreResult.refused(Refusal.ID_TOO_LONG, SharedCache.MAX_ID_LENGTH);
        }
        // gone in any case: a refused replacement must not leave the old value readable
        Entry before = entries.remove(ByteBuffer.wrap(id));
        if (expiry <= clock.millis()) {
            return StoreResult.refused(Refusal.ALREADY_EXPIRED);
        }
        boolean replaced = isLive(before);
        if (entries.size() == capacity) {
            entries.remove(entries.keySet().iterator().next());
            count(0, 0, 1, 0, 0, 0, 0);
        }
        // the arrays are the caller's, who may change them
        byte[] key = id.clone();
        entries.put(ByteBuffer.wrap(key), new Entry(key, expiry, data.clone()));
        count(1, replaced ? 1 : 0, 0, 0, 0, 0, 0);
        return replaced ? StoreResult.REPLACED : StoreResult.STORED;
    }

    @Override
    public byte[] retrieve(byte[] id) {
        Entry entry = find(id);
        return entry == null ? null : entry.data();
    }

    @Override
    public synchronized Entry find(byte[] id) {
        Entry entry = closed ? null : entries.get(ByteBuffer.wrap(id));
        boolean hit = isLive(entry);
        count(0, 0, 0, hit ? 1 : 0, hit ? 0 : 1, 0, 0);
        return hit ? copy(entry) : null;
    }

    @Override
    public synchronized boolean remove(byte[] id) {
        boolean hit = !closed && isLive(entries.remove(ByteBuffer.wrap(id)));
        count(0, 0, 0, 0, 0, hit ? 1 : 0, hit ? 0 : 1);
        return hit;
    }

    private boolean isLive(Entry entry) {
        return entry != null && entry.expiry() > clock.millis();
    }

    private static Entry copy(Entry entry) {
        return new Entry(entry.id().clone(), entry.expiry(), entry.data().clone());
    }

    /** The visitor may use the cache, so it is called without the lock, on a copy. */
    @Override
    public void iterate(EntryVisitor visitor) {
        for (Entry entry : snapshot()) {
            if (!visitor.visit(entry)) {
                return;
            }
        }
    }

    private synchronized List<Entry> snapshot() {
        List<Entry> live = new ArrayList<>();
        entries.values().stream().filter(this::isLive).map(HeapCache::copy).forEach(live::add);
        return live;
    }

    @Override
    public synchronized void clear() {
        entries.clear();
    }

    @Override
    public synchronized CacheStatus status() {
        long live = entries.values().stream().filter(this::isLive).count();
        return new CacheStatus(live, -1, -1, counters, List.of(), Map.of());
    }

    /** There is nobody to ask. */
    @Override
    public void probe() {}

    /** Nothing here waits for a disk, a network or a process: core may call on the caller's own thread. */
    @Override
    public boolean bounded() {
        return true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        entries.clear();
    }

    private void count(int stores, int replaced, int scrolled, int hits, int misses, int removed, int absent) {
        counters = new CacheCounters(
                counters.stores() + stores,
                counters.replaced() + replaced,
                counters.expired(),
                counters.scrolled() + scrolled,
                counters.retrieveHits() + hits,
                counters.retrieveMisses() + misses,
                counters.removeHits() + removed,
                counters.removeMisses() + absent);
    }
}
