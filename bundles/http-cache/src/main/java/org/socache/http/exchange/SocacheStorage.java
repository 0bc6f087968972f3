// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.function.Consumer;

import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.api.Versioned;
import org.socache.http.config.ServerConfiguration;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Stored;
import org.socache.http.storage.Draft;
import org.socache.http.storage.Storage;

/**
 * The storage {@code socache}: whole records in the consumer's shared cache, by key. What was read is kept in this process as
 * well, for as long as the shared cache says on each look-up that nobody has replaced or removed it.
 */
final class SocacheStorage implements Storage {

    private final SharedCache cache;
    private final Counters counters;
    private final ReadRecords read = new ReadRecords();

    SocacheStorage(SharedCache cache, Counters counters) {
        this.cache = cache;
        this.counters = counters;
    }

    /** What can be configured at most; each place of the configuration has a limit of its own. */
    @Override
    public long maximumSize() {
        return ServerConfiguration.MAXIMUM_SIZE;
    }

    /** A record that nobody can read is a miss for everybody: it goes, and makes room. */
    @Override
    public Stored load(CacheKey key) {
        byte[] id = key.bytes();
        ReadRecords.Held held = read.find(key);
        Versioned found = cache.retrieve(id, held == null ? Versioned.NONE : held.version());
        if (held != null && found != null && found.isKnown()) {
            return held.stored();
        }
        if (held != null) {
            read.forget(key);
        }
        return found == null ? null : decode(key, id, found);
    }

    private Stored decode(CacheKey key, byte[] id, Versioned found) {
        Stored stored = Stored.decode(found.data(), key);
        if (stored == null) {
            counters.countDamaged();
            cache.remove(id);
        } else if (found.version() != Versioned.NONE) {
            read.keep(key, new ReadRecords.Held(stored, found.version(), found.data().length));
        }
        return stored;
    }

    @Override
    public long put(CacheKey key, long expiry, Stored stored) {
        byte[] record = stored.encode();
        StoreResult result = cache.store(key.bytes(), expiry, record);
        if (!result.stored()) {
            counters.countRefusal(result.refusal());
        }
        return result.stored() ? record.length : -1;
    }

    @Override
    public boolean remove(CacheKey key) {
        return cache.remove(key.bytes());
    }

    @Override
    public boolean visit(Consumer<Stored> visitor) {
        return cache.iterate(entry -> {
            Stored stored = Stored.decode(entry.data(), CacheKey.fromBytes(entry.id()));
            if (stored != null) {
                visitor.accept(stored);
            }
            return true;
        });
    }

    @Override
    public Draft draft() {
        return new MemoryDraft();
    }
}
