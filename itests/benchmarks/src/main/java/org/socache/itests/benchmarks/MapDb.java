// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import org.mapdb.DB;
import org.mapdb.HTreeMap;
import org.mapdb.Serializer;

/** A map of MapDB, wherever it keeps its bytes. */
record MapDb(DB db, HTreeMap<byte[], byte[]> map) implements Contestant {

    static MapDb of(DB db) {
        return new MapDb(
                db,
                db.hashMap("bench", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                        .create());
    }

    @Override
    public byte[] get(byte[] id) {
        return map.get(id);
    }

    @Override
    public void put(byte[] id, byte[] data) {
        map.put(id, data);
    }

    @Override
    public void close() {
        db.close();
    }
}
