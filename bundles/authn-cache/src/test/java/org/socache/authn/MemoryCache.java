// SPDX-License-Identifier: Apache-2.0
package org.socache.authn;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.EntryVisitor;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;

/** A shared cache in memory, with a provider that can go away, and that can list or not. */
public final class MemoryCache implements SharedCache {

    private final Map<ByteBuffer, Entry> entries = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private volatile boolean down;
    private volatile boolean listable = true;

    public MemoryCache(InstantSource clock) {
        this.clock = clock;
    }

    public void goDown() {
        down = true;
    }

    public void comeBack() {
        down = false;
    }

    public void cannotList() {
        listable = false;
    }

    /** Everything an intruder would see. */
    public List<Entry> dump() {
        return new ArrayList<>(entries.values());
    }

    /** Puts bytes where they do not belong. */
    public void plant(byte[] id, byte[] data) {
        entries.put(ByteBuffer.wrap(id), new Entry(id, Long.MAX_VALUE, data));
    }

    @Override
    public String consumer() {
        return "authn-socache";
    }

    @Override
    public StoreResult store(byte[] id, long expiry, byte[] data) {
        if (down) {
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
        if (expiry <= clock.millis()) {
            return StoreResult.refused(Refusal.ALREADY_EXPIRED);
        }
        Entry old = entries.put(ByteBuffer.wrap(id.clone()), new Entry(id.clone(), expiry, data.clone()));
        return old == null ? StoreResult.STORED : StoreResult.REPLACED;
    }

    @Override
    public byte[] retrieve(byte[] id) {
        Entry entry = down ? null : entries.get(ByteBuffer.wrap(id));
        return entry == null || entry.expiry() <= clock.millis()
                ? null
                : entry.data().clone();
    }

    @Override
    public boolean remove(byte[] id) {
        return !down && entries.remove(ByteBuffer.wrap(id)) != null;
    }

    @Override
    public boolean iterate(EntryVisitor visitor) {
        if (down || !listable) {
            return false;
        }
        for (Entry entry : dump()) {
            if (entry.expiry() > clock.millis() && !visitor.visit(entry)) {
                return true;
            }
        }
        return true;
    }

    @Override
    public boolean clear() {
        if (down || !listable) {
            return false;
        }
        entries.clear();
        return true;
    }

    @Override
    public CacheState state() {
        return down ? CacheState.UNBOUND : CacheState.BOUND;
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
    public void configure(CacheSpecification specification, Hints hints) {}

    @Override
    public void close() {
        down = true;
    }
}
