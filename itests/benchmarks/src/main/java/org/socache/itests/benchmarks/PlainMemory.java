// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32C;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

/**
 * The least that a table outside the heap must do for a hit: one access to memory for where the entry is, one that depends on
 * it for the entry, and a copy of the data; for a store the same the other way round. No hash, no comparison, no lock, no
 * checksum, no expiry, no counters, no limits: the number in the id is the place, and who reads while another writes has a
 * mixture. How near a cache is to that is how near it is to what the machine can do.
 *
 * <p>The checked form adds two things that no cache shared by processes can do without: a CRC-32C of the data that every hit
 * verifies, and a counter of hits.
 */
final class PlainMemory implements Contestant {

    private static final int NUMBER_AT = 8;
    private static final int ENTRIES_PER_FILE = 1 << 21;

    /** In an entry, which begins with its checksum. */
    private static final int DATA_AT = 8;

    private final int dataLength;
    private final boolean checked;
    private final LongAdder hits = new LongAdder();
    private final int stride;
    private final ByteBuffer index;
    private final ByteBuffer[] parts;

    PlainMemory(int entries, int dataLength, boolean checked, Path directory) throws IOException {
        this.dataLength = dataLength;
        this.checked = checked;
        this.stride = (48 + Ids.LENGTH + dataLength) & -Long.BYTES;
        this.index = map(directory.resolve("plain-index"), (long) entries * Long.BYTES);
        this.parts = new ByteBuffer[(entries - 1) / ENTRIES_PER_FILE + 1];
        for (int part = 0; part < parts.length; part++) {
            parts[part] = map(directory.resolve("plain-" + part), (long) Math.min(entries, ENTRIES_PER_FILE) * stride);
        }
    }

    private static MappedByteBuffer map(Path path, long size) throws IOException {
        try (FileChannel file = FileChannel.open(path, CREATE, READ, WRITE)) {
            return file.map(MapMode.READ_WRITE, 0, size);
        }
    }

    private static int number(byte[] id) {
        return (int) ByteBuffer.wrap(id).getLong(NUMBER_AT);
    }

    @Override
    public byte[] get(byte[] id) {
        long place = index.getLong(number(id) * Long.BYTES);
        byte[] data = new byte[dataLength];
        ByteBuffer part = parts[(int) (place >>> 32)];
        part.get((int) place, data);
        if (checked) {
            hits.increment();
            return part.getInt((int) place - DATA_AT) == check(data) ? data : null;
        }
        return data;
    }

    private static int check(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, data.length);
        return (int) crc.getValue();
    }

    @Override
    public void put(byte[] id, byte[] data) {
        int number = number(id);
        int part = number / ENTRIES_PER_FILE;
        int at = number % ENTRIES_PER_FILE * stride + DATA_AT;
        parts[part].put(at, data);
        if (checked) {
            parts[part].putInt(at - DATA_AT, check(data));
        }
        index.putLong(number * Long.BYTES, (long) part << 32 | at);
    }
}
