// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;
import org.mapdb.Serializer;
import org.socache.api.Entry;

/**
 * One entry as it lies in the file. All numbers are big-endian.
 *
 * <pre>
 *  0        4          8                16          20            24
 * +--------+----------+----------------+-----------+-------------+-- ... --+--- ... ---+-- ... --+
 * | "SCE1" | checksum | expiry, ms     | id length | data length | id      | data      | zeros   |
 * +--------+----------+----------------+-----------+-------------+-- ... --+--- ... ---+-- ... --+
 *                     |<-------------- under the checksum (CRC-32C) ------------------>|
 * </pre>
 *
 * <p>The zeros fill the record up to a size class. The store keeps free space in a list per size and never joins
 * neighbours, so entries of ever new sizes would make the file grow without end; with at most eight classes per power of
 * two a freed place is soon used again, for 6 % of the space on average.
 */
final class EntryRecord {

    /** The letters "SCE" and the version of the layout. */
    private static final int MAGIC = 'S' << 24 | 'C' << 16 | 'E' << 8 | '1';

    private static final int CHECKSUM = 4;
    private static final int EXPIRY = 8;
    private static final int ID_LENGTH = 16;
    private static final int DATA_LENGTH = 20;
    private static final int HEADER = 24;
    private static final int SMALLEST_CLASS = 64;
    private static final int CLASSES_PER_DOUBLING_SHIFT = 3;

    /** Reads entries; what it writes are records. */
    static final Serializer<Entry> SERIALIZER = new Serializer<>() {
        @Override
        public void serialize(DataOutput2 out, Entry entry) throws IOException {
            out.write(encode(entry.id(), entry.expiry(), entry.data()));
        }

        @Override
        public Entry deserialize(DataInput2 in, int available) throws IOException {
            return read(in, available);
        }
    };

    private EntryRecord() {}

    /** Bytes an entry takes in the file. */
    static long sizeOf(int idLength, int dataLength) {
        long needed = (long) HEADER + idLength + dataLength;
        if (needed <= SMALLEST_CLASS) {
            return SMALLEST_CLASS;
        }
        long step = Long.highestOneBit(needed - 1) >> CLASSES_PER_DOUBLING_SHIFT;
        return (needed + step - 1) / step * step;
    }

    static byte[] encode(byte[] id, long expiry, byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(Math.toIntExact(sizeOf(id.length, data.length)));
        record.putInt(MAGIC).putInt(0).putLong(expiry).putInt(id.length).putInt(data.length);
        record.put(id).put(data);
        CRC32C crc = new CRC32C();
        crc.update(record.array(), EXPIRY, record.position() - EXPIRY);
        record.putInt(CHECKSUM, (int) crc.getValue());
        return record.array();
    }

    /** The entry, or null if the bytes are not, to the last bit, what {@link #encode} made. */
    static Entry decode(byte[] record) {
        try {
            return read(new DataInput2.ByteArray(record), record.length);
        } catch (IOException e) {
            throw new UncheckedIOException("reading an array", e);
        }
    }

    /** Straight from the file into the arrays of the entry. */
    private static Entry read(DataInput2 in, int available) throws IOException {
        if (available < HEADER) {
            return null;
        }
        byte[] header = new byte[HEADER];
        in.readFully(header);
        ByteBuffer fields = ByteBuffer.wrap(header);
        int idLength = fields.getInt(ID_LENGTH);
        int dataLength = fields.getInt(DATA_LENGTH);
        if (fields.getInt(0) != MAGIC
                || idLength < 0
                || dataLength < 0
                || (long) HEADER + idLength + dataLength > available) {
            return null;
        }
        byte[] id = new byte[idLength];
        in.readFully(id);
        byte[] data = new byte[dataLength];
        in.readFully(data);
        return fields.getInt(CHECKSUM) == checksum(header, id, data)
                ? new Entry(id, fields.getLong(EXPIRY), data)
                : null;
    }

    private static int checksum(byte[] header, byte[] id, byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(header, EXPIRY, HEADER - EXPIRY);
        crc.update(id);
        crc.update(data);
        return (int) crc.getValue();
    }
}
