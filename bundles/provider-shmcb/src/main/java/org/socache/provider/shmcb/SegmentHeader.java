// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

import org.socache.api.InvalidSpecificationException;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The first page of a segment: written once, before anybody can see the file, and never changed. All fields are words in
 * the machine's byte order.
 *
 * <pre>
 *     0 +-------+---------+-----------+-----------+
 *       | magic | version | file size | subcaches |
 *    32 +-------+---------+-----------+-----------+
 *       | stride | buckets | ring units | hash seed |
 *    64 +-------+---------+-----------+-----------+
 *       | lock file id | boot id | asked size | -  |
 *    96 +-----------------------------------------+
 *       | consumer, UTF-8, padded with zeroes, 64  |
 *   160 +-----------------------------------------+
 *       | CRC-32C of the bytes before              |
 *   168 +-----------------------------------------+
 *       | zeroes                                   |
 *  4096 +-----------------------------------------+
 *       | counters of the members  {@link CallCounters}    |
 *       +-----------------------------------------+
 *       | subcaches                {@link SubcacheLayout}  |
 *       +-----------------------------------------+
 * </pre>
 *
 * @param geometry how the rest is divided
 * @param hashSeed key of {@link IdHash}
 * @param lockFileId of the lock file it was created under; with another one the locks in the segment mean nothing
 * @param bootId of the machine's run; what a disk kept over a crash of the machine may be half written
 * @param askedSize the size in the argument that created it
 * @param consumer whose entries these are
 */
record SegmentHeader(Geometry geometry, long hashSeed, long lockFileId, long bootId, long askedSize, String consumer) {

    /** Of all that is read and written here. */
    static final int BYTES = 168;

    static final long VERSION = 4;

    static final int COUNTERS_AT = Geometry.PAGE;
    static final int SUBCACHES_AT = COUNTERS_AT + CallCounters.ALL_BYTES;

    private static final long MAGIC = 0x534f_4353_484d_4342L;

    private static final int MAGIC_AT = 0;
    private static final int VERSION_AT = 8;
    private static final int FILE_SIZE_AT = 16;
    private static final int SUBCACHE_COUNT_AT = 24;
    private static final int STRIDE_AT = 32;
    private static final int BUCKETS_AT = 40;
    private static final int RING_UNITS_AT = 48;
    private static final int HASH_SEED_AT = 56;
    private static final int LOCK_FILE_ID_AT = 64;
    private static final int BOOT_ID_AT = 72;
    private static final int ASKED_SIZE_AT = 80;
    private static final int CONSUMER_AT = 96;
    private static final int CONSUMER_BYTES = 64;
    private static final int CRC_AT = 160;

    long fileSize() {
        return SUBCACHES_AT + geometry.bytes();
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        bytes.putLong(MAGIC_AT, MAGIC);
        bytes.putLong(VERSION_AT, VERSION);
        bytes.putLong(FILE_SIZE_AT, fileSize());
        bytes.putLong(SUBCACHE_COUNT_AT, geometry.subcaches());
        bytes.putLong(STRIDE_AT, geometry.stride());
        bytes.putLong(BUCKETS_AT, geometry.buckets());
        bytes.putLong(RING_UNITS_AT, geometry.ringUnits());
        bytes.putLong(HASH_SEED_AT, hashSeed);
        bytes.putLong(LOCK_FILE_ID_AT, lockFileId);
        bytes.putLong(BOOT_ID_AT, bootId);
        bytes.putLong(ASKED_SIZE_AT, askedSize);
        bytes.put(CONSUMER_AT, name(consumer));
        bytes.putLong(CRC_AT, crc(bytes));
        return bytes;
    }

    /**
     * Reads and checks a header.
     *
     * @param bytes the first {@link #BYTES} of the file, or fewer if it is shorter
     * @param actualSize of the file
     * @throws InvalidSpecificationException if this is no whole segment of this program's; tells which of all reasons
     */
    static SegmentHeader from(ByteBuffer bytes, Path path, long actualSize) throws InvalidSpecificationException {
        bytes.order(ByteOrder.nativeOrder());
        if (bytes.remaining() < BYTES) {
            throw refused(
                    path, "has " + actualSize + " bytes, too few for a header", "was it made by another program?");
        }
        checkMagic(bytes, path);
        long version = bytes.getLong(VERSION_AT);
        if (version != VERSION) {
            throw refused(
                    path,
                    "has layout version " + version + ", this program has " + VERSION,
                    "stop the programs that use it and remove it, or choose another path");
        }
        if (bytes.getLong(CRC_AT) != crc(bytes)) {
            throw refused(
                    path,
                    "has a damaged header: checksum " + crc(bytes) + " instead of " + bytes.getLong(CRC_AT),
                    "remove it");
        }
        long size = bytes.getLong(FILE_SIZE_AT);
        if (size != actualSize) {
            throw refused(
                    path, "has " + actualSize + " bytes instead of " + size, "it was truncated or grown: remove it");
        }
        return new SegmentHeader(
                geometry(bytes),
                bytes.getLong(HASH_SEED_AT),
                bytes.getLong(LOCK_FILE_ID_AT),
                bytes.getLong(BOOT_ID_AT),
                bytes.getLong(ASKED_SIZE_AT),
                consumer(bytes));
    }

    /**
     * Whether this is the sound header of a consumer's segment in another layout. Magic, version, consumer and checksum stay where
     * they are in all of them.
     */
    static boolean isOfOtherLayout(ByteBuffer bytes, String consumer) {
        bytes.order(ByteOrder.nativeOrder());
        return bytes.remaining() == BYTES
                && bytes.getLong(MAGIC_AT) == MAGIC
                && bytes.getLong(VERSION_AT) != VERSION
                && bytes.getLong(CRC_AT) == crc(bytes)
                && Arrays.equals(bytes.array(), CONSUMER_AT, CRC_AT, name(consumer), 0, CONSUMER_BYTES);
    }

    private static void checkMagic(ByteBuffer bytes, Path path) throws InvalidSpecificationException {
        long magic = bytes.getLong(MAGIC_AT);
        if (magic == Long.reverseBytes(MAGIC)) {
            throw refused(path, "was made on a machine of the other byte order", "remove it, or choose another path");
        }
        if (magic != MAGIC) {
            throw refused(path, "is no segment", "it is left alone: choose another path");
        }
    }

    private static Geometry geometry(ByteBuffer bytes) {
        return new Geometry(
                (int) bytes.getLong(SUBCACHE_COUNT_AT),
                (int) bytes.getLong(STRIDE_AT),
                (int) bytes.getLong(BUCKETS_AT),
                (int) bytes.getLong(RING_UNITS_AT));
    }

    private static String consumer(ByteBuffer bytes) {
        byte[] name = new byte[CONSUMER_BYTES];
        bytes.get(CONSUMER_AT, name);
        return new String(name, UTF_8).replace("\0", "");
    }

    private static byte[] name(String consumer) {
        byte[] name = consumer.getBytes(UTF_8);
        return Arrays.copyOf(name, CONSUMER_BYTES);
    }

    private static long crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC_AT));
        return crc.getValue();
    }

    private static InvalidSpecificationException refused(Path path, String what, String advice) {
        return new InvalidSpecificationException(path + " " + what + "; " + advice);
    }
}
