// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The file of an entry. Numbers are big-endian, times are milliseconds since the epoch, so that a tree can be carried to any
 * machine.
 *
 * <pre>
 *   0        4         6        8         12       16       20           24
 *   +--------+---------+--------+---------+--------+--------+------------+
 *   | "SCHD" | version | status | CRC-32C | length | key    | record     |
 *   +--------+---------+--------+---------+--------+--------+------------+
 *                               of all    of the   lengths of both
 *                               others    file
 *   24       32           40       48     56            64             72
 *   +--------+------------+--------+------+-------------+--------------+-----+--------+
 *   | bodyId | bodyLength | expiry | date | requestTime | responseTime | key | record |
 *   +--------+------------+--------+------+-------------+--------------+-----+--------+
 * </pre>
 *
 * @param status of the response; 0 for the index of a resource's variants
 * @param bodyId which body is meant; 0 where there is none
 * @param bodyLength bytes of content
 * @param expiry when it may be forgotten
 * @param date the response's Date
 * @param requestTime when it was asked for
 * @param responseTime when it arrived
 * @param key the cache key, ISO 8859-1
 * @param record what the rules of HTTP know of it, without the body
 */
public record Header(
        int status,
        long bodyId,
        long bodyLength,
        long expiry,
        long date,
        long requestTime,
        long responseTime,
        String key,
        byte[] record) {

    /** Version of the layout. */
    public static final short VERSION = 1;

    private static final int MAGIC = 0x53434844;
    private static final int STATUS_AT = 6;
    private static final int CHECKSUM_AT = 8;
    private static final int CHECKED_FROM = 12;
    private static final int PREFIX = 72;

    /** Larger ones are none of ours: fields are bounded by the container. */
    private static final long MAXIMUM = 16L << 20;

    /** How many bytes the file of a header has. */
    public int size() {
        return PREFIX + key.length() + record.length;
    }

    /** The bytes of the file. */
    public ByteBuffer encode() {
        byte[] name = key.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocate(PREFIX + name.length + record.length);
        bytes.putInt(MAGIC).putShort(VERSION).putShort((short) status).putInt(0);
        bytes.putInt(bytes.capacity()).putInt(name.length).putInt(record.length);
        bytes.putLong(bodyId).putLong(bodyLength).putLong(expiry);
        bytes.putLong(date).putLong(requestTime).putLong(responseTime);
        bytes.put(name).put(record);
        return bytes.putInt(CHECKSUM_AT, checksum(bytes.array())).flip();
    }

    /** Reads the bytes of a file; null if they are damaged, or of another version. */
    public static Header decode(byte[] file) {
        if (file.length < PREFIX) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(file);
        boolean sound = bytes.getInt() == MAGIC
                && bytes.getShort() == VERSION
                && bytes.getInt(CHECKSUM_AT) == checksum(file)
                && bytes.getInt(CHECKED_FROM) == file.length;
        if (!sound) {
            return null;
        }
        int keyLength = bytes.getInt(16);
        int recordLength = bytes.getInt(20);
        if (keyLength < 0 || recordLength < 0 || (long) PREFIX + keyLength + recordLength != file.length) {
            return null;
        }
        byte[] record = new byte[recordLength];
        bytes.get(PREFIX + keyLength, record);
        return new Header(
                bytes.getShort(STATUS_AT),
                bytes.getLong(24),
                bytes.getLong(32),
                bytes.getLong(40),
                bytes.getLong(48),
                bytes.getLong(56),
                bytes.getLong(64),
                new String(file, PREFIX, keyLength, StandardCharsets.ISO_8859_1),
                record);
    }

    /**
     * Reads a file.
     *
     * @return null if it is damaged
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    public static Header read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) MAXIMUM + 1);
            return bytes.length > MAXIMUM ? null : decode(bytes);
        }
    }

    /** Covers all but itself. */
    private static int checksum(byte[] file) {
        CRC32C checksum = new CRC32C();
        checksum.update(file, 0, CHECKSUM_AT);
        checksum.update(file, CHECKED_FROM, file.length - CHECKED_FROM);
        return (int) checksum.getValue();
    }
}
