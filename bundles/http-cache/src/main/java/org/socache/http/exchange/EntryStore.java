// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.http.engine.Changes;
import org.socache.http.engine.RecordStore;
import org.socache.http.engine.record.CacheKey;

/** The storage {@code socache}: records in the consumer's shared cache, by key. */
final class EntryStore implements RecordStore {

    private final SharedCache cache;
    private final Counters counters;

    EntryStore(SharedCache cache, Counters counters) {
        this.cache = cache;
        this.counters = counters;
    }

    @Override
    public byte[] load(CacheKey key) {
        return cache.retrieve(key.bytes());
    }

    /** A record that nobody can read is a miss for everybody: it goes, and makes room. */
    @Override
    public void unreadable(CacheKey key) {
        counters.countDamaged();
        cache.remove(key.bytes());
    }

    void apply(Changes changes) {
        for (CacheKey key : changes.removals()) {
            if (cache.remove(key.bytes())) {
                counters.countRemoval();
            }
        }
        for (Changes.Put put : changes.puts()) {
            StoreResult result = cache.store(put.key().bytes(), put.expiry(), put.bytes());
            if (result.stored()) {
                counters.countStored(put.bytes().length);
            } else {
                counters.countRefusal(result.refusal());
            }
        }
    }
}
