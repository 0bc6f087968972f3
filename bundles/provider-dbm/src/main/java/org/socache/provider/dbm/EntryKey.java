// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.nio.ByteBuffer;

import org.socache.api.spi.WireKey;

/**
 * The first 128 bits of the SHA-256 of an id: of one length, so that the index stays small whatever the ids are. The id
 * itself lies in the record and is compared there.
 */
record EntryKey(long high, long low) implements Comparable<EntryKey> {

    static final int LENGTH = 2 * Long.BYTES;

    static EntryKey of(byte[] id) {
        return read(WireKey.sha256(id));
    }

    static EntryKey read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new EntryKey(buffer.getLong(), buffer.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
    }

    @Override
    public int compareTo(EntryKey other) {
        int byHigh = Long.compare(high, other.high);
        return byHigh != 0 ? byHigh : Long.compare(low, other.low);
    }
}
