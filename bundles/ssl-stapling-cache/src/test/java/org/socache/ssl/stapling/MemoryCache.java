// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.EntryVisitor;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;

/** A cache that several watches of one test share. */
final class MemoryCache implements SharedCache {

    private record Stored(long expiry, byte[] data) {}

    private final Map<String, Stored> entries = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final AtomicBoolean withoutHeap = new AtomicBoolean();
    private volatile boolean available = true;

    MemoryCache(InstantSource clock) {
        this.clock = clock;
    }

    void available(boolean now) {
        available = now;
    }

    /** The next look-up ends so, whoever is to blame for it. */
    void withoutHeapOnce() {
        withoutHeap.set(true);
    }

    private static String key(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    @Override
    public StoreResult store(byte[] id, long expiry, byte[] data) {
        if (!available) {
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
        entries.put(key(id), new Stored(expiry, data.clone()));
        return StoreResult.STORED;
    }

    @Override
    public byte[] retrieve(byte[] id) {
        if (withoutHeap.getAndSet(false)) {
            throw new OutOfMemoryError("Java heap space");
        }
        Stored stored = available ? entries.get(key(id)) : null;
        return stored == null || stored.expiry() <= clock.millis()
                ? null
                : stored.data().clone();
    }

    @Override
    public boolean remove(byte[] id) {
        return available && entries.remove(key(id)) != null;
    }

    @Override
    public String consumer() {
        return "mod_ssl-staple";
    }

    @Override
    public boolean iterate(EntryVisitor visitor) {
        return false;
    }

    @Override
    public boolean clear() {
        entries.clear();
        return true;
    }

    @Override
    public CacheState state() {
        return CacheState.BOUND;
    }

    @Override
    public CacheStatus status() {
        return CacheStatus.UNKNOWN;
    }

    @Override
    public CacheSpecification specification() {
        return new CacheSpecification("memory", null);
    }

    @Override
    public void configure(CacheSpecification specification, Hints hints) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        available = false;
    }
}
