// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.EntryVisitor;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;

/** A cache in this process, as core would hand one out; can be made to refuse. */
public final class MemoryCache implements SharedCache {

    private final Map<ByteBuffer, Entry> entries = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private volatile Refusal refusal;
    private volatile Consumer<byte[]> onRetrieve = id -> {};

    public MemoryCache(InstantSource clock) {
        this.clock = clock;
    }

    /** Refuses every store from now on; null: takes them again. */
    public void refuse(Refusal reason) {
        refusal = reason;
    }

    /** Does that before every lookup from now on. */
    void onRetrieve(Consumer<byte[]> action) {
        onRetrieve = action;
    }

    @Override
    public String consumer() {
        return "dc-test";
    }

    @Override
    public StoreResult store(byte[] id, long expiry, byte[] data) {
        if (refusal != null) {
            return StoreResult.refused(refusal);
        }
        byte[] key = id.clone();
        Entry before = entries.put(ByteBuffer.wrap(key), new Entry(key, expiry, data.clone()));
        return before == null ? StoreResult.STORED : StoreResult.REPLACED;
    }

    @Override
    public byte[] retrieve(byte[] id) {
        onRetrieve.accept(id);
        Entry entry = entries.get(ByteBuffer.wrap(id));
        return entry == null || entry.expiry() <= clock.millis()
                ? null
                : entry.data().clone();
    }

    @Override
    public boolean remove(byte[] id) {
        boolean alive = retrieve(id) != null;
        return entries.remove(ByteBuffer.wrap(id)) != null && alive;
    }

    @Override
    public boolean iterate(EntryVisitor visitor) {
        return entries.values().stream().allMatch(visitor::visit);
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
        entries.clear();
    }
}
