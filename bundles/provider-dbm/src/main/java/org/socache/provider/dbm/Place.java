// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;

import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;
import org.mapdb.Serializer;

/**
 * What the index knows of an entry.
 *
 * @param record MapDB's number of the record
 * @param expiry milliseconds since the epoch
 * @param size bytes the record takes
 */
record Place(long record, long expiry, long size) {

    /** Three numbers of eight bytes, big-endian. */
    static final Serializer<Place> SERIALIZER = new Serializer<>() {
        @Override
        public void serialize(DataOutput2 out, Place place) throws IOException {
            out.writeLong(place.record);
            out.writeLong(place.expiry);
            out.writeLong(place.size);
        }

        @Override
        public Place deserialize(DataInput2 in, int available) throws IOException {
            return new Place(in.readLong(), in.readLong(), in.readLong());
        }
    };
}
