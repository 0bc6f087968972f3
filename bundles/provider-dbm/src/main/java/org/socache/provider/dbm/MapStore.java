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

/**
 * The store proper: an index from keys to places, and the records at those places.
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
    private long pending;

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

    /** Where the entry of a key lies, or null. */
    Place find(EntryKey key) {
        return index.get(key.bytes());
    }

    byte[] read(Place place) {
        return store.get(place.record(), Serializer.BYTE_ARRAY_NOSIZE);
    }

    /** Writes a record in the place of the previous one, if there is one. */
    Place write(EntryKey key, long expiry, byte[] record, Place previous) {
        Place place;
        if (previous == null) {
            place = new Place(store.put(record, Serializer.BYTE_ARRAY_NOSIZE), expiry, record.length);
        } else {
            store.update(previous.record(), record, Serializer.BYTE_ARRAY_NOSIZE);
            place = new Place(previous.record(), expiry, record.length);
        }
        index.put(key.bytes(), place);
        pending += record.length + INDEX_SHARE;
        return place;
    }

    void remove(EntryKey key, Place place) {
        index.remove(key.bytes());
        store.delete(place.record(), Serializer.BYTE_ARRAY_NOSIZE);
        pending += INDEX_SHARE;
    }

    void forEach(BiConsumer<EntryKey, Place> visitor) {
        for (Map.Entry<byte[], Place> entry : index.getEntries()) {
            visitor.accept(EntryKey.read(entry.getKey()), entry.getValue());
        }
    }

    /** Bytes changed since the last commit, roughly. */
    long pending() {
        return pending;
    }

    void commit() {
        db.commit();
        pending = 0;
    }

    /** Drops what was not committed. */
    @Override
    public void close() {
        db.close();
    }
}
