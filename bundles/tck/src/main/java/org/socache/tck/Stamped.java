// SPDX-License-Identifier: Apache-2.0
package org.socache.tck;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Data that proves whose it is: a checksum, the version and the id it was stored under, then filling derived from both. A torn, mixed or
 * foreign value does not verify.
 */
public final class Stamped {

    private static final int HEADER = Integer.BYTES + Long.BYTES + Integer.BYTES;

    private Stamped() {}

    /** Makes data of at least {@code length} bytes for the id. */
    public static byte[] data(byte[] id, long version, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.max(length, HEADER + id.length));
        buffer.putInt(0).putLong(version).putInt(id.length).put(id);
        while (buffer.hasRemaining()) {
            buffer.put((byte) (version * 31 + buffer.position()));
        }
        buffer.putInt(0, checksum(buffer.array()));
        return buffer.array();
    }

    /**
     * The version in the data.
     *
     * @throws AssertionError if it is not, to the byte, what was stored under this id
     */
    public static long verify(byte[] id, byte[] data) {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        if (data.length < HEADER + id.length || buffer.getInt() != checksum(data)) {
            throw new AssertionError("torn value of " + data.length + " bytes");
        }
        long version = buffer.getLong();
        byte[] owner = new byte[buffer.getInt()];
        buffer.get(owner);
        if (!Arrays.equals(owner, id)) {
            throw new AssertionError("value of another id: " + Arrays.toString(owner));
        }
        return version;
    }

    private static int checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data, Integer.BYTES, data.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
