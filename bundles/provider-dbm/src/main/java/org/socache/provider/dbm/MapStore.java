// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;

import org.mapdb.CC;
import org.mapdb.DB;
import org.mapdb.HTreeMap;
import org.mapdb.Serializer;
import org.mapdb.StoreWAL;
import org.socache.api.Entry;

/**
 * The store proper: records, and an index from keys to their places, which is read when the store is opened.
 *
 * <p>Changes are collected in memory and reach the file together, in {@link #commit}; the file is whole at all other
 * times. Readers may run in parallel; a writer runs alone, because MapDB's log of uncommitted changes has no lock where it
 * starts its next volume.
 */
final class MapStore implements AutoCloseable {

    private static final String INDEX = "index";

    /** What an entry costs beside its record: key, place and their share of the index tree. Measured. */
    static final long INDEX_SHARE = 96;

    private final StoreWAL store;
    private final DB db;
    private final HTreeMap<byte[], Place> index;

    private MapStore(StoreWAL store, boolean existed) {
        this.store = store;
        this.db = new DB(store, existed, true, MapStore.class.getClassLoader(), 0);
        this.index = db.hashMap(INDEX)
                .keySerializer(Serializer.BYTE_ARRAY)
                .valueSerializer(Place.SERIALIZER)
                .valueInline()
                .createOrOpen();
    }

    /** Opens or creates; throws whatever MapDB throws when the file is not what it was. */
    static MapStore open(Path file) {
        PrivateFiles files = new PrivateFiles(file);
        boolean existed = files.exists(file.toString());
        StoreWAL store = new StoreWAL(
                file.toString(),
                files,
                0L,
                true,
                CC.STORE_DIRECT_CONC_SHIFT,
                CC.PAGE_SIZE,
                0L,
                false,
                false,
                false,
                true,
                false);
        // what DBMaker.fileSyncDisable() does: callers would wait for the disk; StateFile tells after a power failure
        store.setFileSyncDisable$mapdb(true);
        try {
            return new MapStore(store, existed);
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /** The entry at a place; null if the bytes there are none. */
    Entry read(long place) {
        return store.get(place, EntryRecord.SERIALIZER);
    }

    /** Brings a change into the log, and says where the record lies from the next commit on; 0 for none. */
    long apply(Contents.Change change) {
        try {
            return change(change);
        } catch (OutOfMemoryError full) {
            throw halfway(full);
        }
    }

    private long change(Contents.Change change) {
        Held entry = change.entry();
        if (entry == null) {
            drop(change.key(), change.place());
            return 0;
        }
        long place = write(entry.record(), change.place());
        index.put(change.key().bytes(), new Place(place, entry.expiry(), entry.size()));
        return place;
    }

    private long write(byte[] record, long place) {
        if (place == 0) {
            return store.put(record, Serializer.BYTE_ARRAY_NOSIZE);
        }
        store.update(place, record, Serializer.BYTE_ARRAY_NOSIZE);
        return place;
    }

    private void drop(EntryKey key, long place) {
        if (place != 0) {
            index.remove(key.bytes());
            store.delete(place, Serializer.BYTE_ARRAY_NOSIZE);
        }
    }

    void forEach(BiConsumer<EntryKey, Place> visitor) {
        for (Map.Entry<byte[], Place> entry : index.getEntries()) {
            visitor.accept(EntryKey.read(entry.getKey()), entry.getValue());
        }
    }

    void commit() {
        try {
            db.commit();
        } catch (OutOfMemoryError full) {
            throw halfway(full);
        }
    }

    /** To who reads, a full heap does no harm; halfway through a change it leaves a store that nobody can trust. */
    private static IllegalStateException halfway(OutOfMemoryError full) {
        return new IllegalStateException("no heap was left to finish a change", full);
    }

    /** Drops what was not committed. */
    @Override
    public void close() {
        db.close();
    }
}
