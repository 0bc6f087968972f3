// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

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
        record.putInt(CHECKSUM, checksum(record.array(), record.position()));
        return record.array();
    }

    /** The entry, or null if the bytes are not, to the last bit, what {@link #encode} made. */
    static Entry decode(byte[] bytes) {
        if (bytes.length < HEADER) {
            return null;
        }
        ByteBuffer record = ByteBuffer.wrap(bytes);
        int idLength = record.getInt(ID_LENGTH);
        int dataLength = record.getInt(DATA_LENGTH);
        long end = (long) HEADER + idLength + dataLength;
        if (record.getInt(0) != MAGIC || idLength < 0 || dataLength < 0 || end > bytes.length) {
            return null;
        }
        if (record.getInt(CHECKSUM) != checksum(bytes, (int) end)) {
            return null;
        }
        byte[] id = Arrays.copyOfRange(bytes, HEADER, HEADER + idLength);
        byte[] data = Arrays.copyOfRange(bytes, HEADER + idLength, (int) end);
        return new Entry(id, record.getLong(EXPIRY), data);
    }

    private static int checksum(byte[] record, int end) {
        CRC32C crc = new CRC32C();
        crc.update(record, EXPIRY, end - EXPIRY);
        return (int) crc.getValue();
    }
}
