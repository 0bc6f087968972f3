// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.engine.Changes;
import org.socache.http.engine.RecordStore;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Stored;
import org.socache.http.storage.Storage;

/**
 * The storages that {@code CacheEnable} names for a place, in its order: the first that has a record answers, the first that
 * accepts one keeps it. What is removed or replaced is taken out of all storages there are, so that an older copy never
 * comes back with another configuration.
 */
final class Shelves implements RecordStore {

    private static final Logger LOG = LoggerFactory.getLogger(Shelves.class);

    private final List<Shelf> shelves;
    private final Collection<Storage> all;
    private final Counters counters;

    Shelves(List<Shelf> shelves, Collection<Storage> all, Counters counters) {
        this.shelves = List.copyOf(shelves);
        this.all = List.copyOf(all);
        this.counters = counters;
    }

    @Override
    public Stored load(CacheKey key) {
        for (Shelf shelf : shelves) {
            Stored stored = shelf.storage().load(key);
            if (stored != null) {
                return stored;
            }
        }
        return null;
    }

    @Override
    public Stored loadFromAny(CacheKey key) {
        for (Storage storage : all) {
            Stored stored = storage.load(key);
            if (stored != null) {
                return stored;
            }
        }
        return null;
    }

    /** Whether that storage is among them. */
    boolean include(Storage storage) {
        for (Shelf shelf : shelves) {
            if (shelf.storage() == storage) {
                return true;
            }
        }
        return false;
    }

    /**
     * Those that may take content of a length, in order.
     *
     * @param length in bytes; -1 where it is not known yet
     */
    List<Shelf> accepting(long length) {
        List<Shelf> accepting = new ArrayList<>(shelves.size());
        for (Shelf shelf : shelves) {
            if (length <= shelf.limit()) {
                accepting.add(shelf);
            }
        }
        return accepting;
    }

    void apply(Changes changes) {
        for (CacheKey key : changes.removals()) {
            if (remove(key, null)) {
                counters.countRemoval();
            }
        }
        for (Changes.Put put : changes.puts()) {
            Storage keeper = put(put);
            if (all.size() > 1 || keeper == null) {
                remove(put.key(), keeper);
            }
        }
    }

    private Storage put(Changes.Put put) {
        long length = put.stored() instanceof Stored.Response stored
                ? stored.response().body().length()
                : 0;
        for (Shelf shelf : accepting(length)) {
            if (put(put, shelf.storage())) {
                return shelf.storage();
            }
        }
        return null;
    }

    private boolean put(Changes.Put put, Storage storage) {
        try {
            long written = storage.put(put.key(), put.expiry(), put.stored());
            if (written >= 0) {
                counters.countStored(written);
            }
            return written >= 0;
        } catch (UncheckedIOException e) {
            LOG.debug("{} is not stored: its content cannot be read any more", put.key(), e);
            return false;
        }
    }

    /**
     * Replaces records where they are: their place had its own order and limits when it put them there, which need not be
     * those here.
     */
    void rewrite(Changes changes) {
        for (Changes.Put put : changes.puts()) {
            for (Storage storage : all) {
                if (storage.load(put.key()) != null) {
                    put(put, storage);
                }
            }
        }
    }

    /** True if any but that one had it. */
    private boolean remove(CacheKey key, Storage keeper) {
        boolean removed = false;
        for (Storage storage : all) {
            removed |= storage != keeper && storage.remove(key);
        }
        return removed;
    }

    /** Shows all records; false if there is a storage that cannot list what it has. */
    boolean visit(Consumer<Stored> visitor) {
        boolean complete = true;
        for (Shelf shelf : shelves) {
            complete &= shelf.storage().visit(visitor);
        }
        return complete;
    }
}
