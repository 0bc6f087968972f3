// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.file;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The file of a body. The content lies at its beginning, as it was sent, so that any part can be read by its position; each
 * block has a checksum of its own, so that no part is ever sent unchecked. The id is that of its name and of its header: a file
 * that came into the place of another, by whatever accident, is not taken for it.
 *
 * <pre>
 *   0                      L                              L + 4n
 *   +----------------------+------------------------------+--------+---------+------+--------+----+---------+
 *   | content, L bytes     | CRC-32C of each of n blocks  | "SCBD" | version | zero | length | id | CRC-32C |
 *   +----------------------+------------------------------+--------+---------+------+--------+----+---------+
 *     blocks of 65536 bytes,                                4        2         2      8: L     8    4: of the
 *     the last one may be shorter                                                                   table and this
 * </pre>
 */
public final class BodyFormat {

    /** Bytes of a block. */
    public static final int BLOCK = 65_536;

    private static final int MAGIC = 0x53434244;
    private static final short VERSION = 2;
    private static final int FOOTER = 28;

    private BodyFormat() {}

    /** How many blocks a body has. */
    public static int blocks(long length) {
        return Math.toIntExact((length + BLOCK - 1) / BLOCK);
    }

    /** How many bytes follow the content. */
    public static int trailerSize(long length) {
        return 4 * blocks(length) + FOOTER;
    }

    /** What follows the content. */
    public static ByteBuffer trailer(int[] checksums, long length, long id) {
        ByteBuffer trailer = ByteBuffer.allocate(trailerSize(length));
        for (int block = 0; block < blocks(length); block++) {
            trailer.putInt(checksums[block]);
        }
        trailer.putInt(MAGIC)
                .putShort(VERSION)
                .putShort((short) 0)
                .putLong(length)
                .putLong(id);
        return trailer.putInt(checksum(trailer.duplicate().flip())).flip();
    }

    /** The checksums in a trailer, from position to limit; null if it is damaged, or that of another body. */
    public static int[] checksums(ByteBuffer trailer, long length, long id) {
        int size = trailerSize(length);
        if (trailer.remaining() != size) {
            return null;
        }
        int footer = trailer.position() + size - FOOTER;
        boolean sound = trailer.getInt(footer) == MAGIC
                && trailer.getShort(footer + 4) == VERSION
                && trailer.getLong(footer + 8) == length
                && trailer.getLong(footer + 16) == id
                && trailer.getInt(footer + 24) == checksum(trailer.slice(trailer.position(), size - 4));
        int[] checksums = new int[blocks(length)];
        trailer.duplicate().asIntBuffer().get(checksums);
        return sound ? checksums : null;
    }

    /** The checksum of a block, from position to limit. */
    public static int checksum(ByteBuffer block) {
        CRC32C checksum = new CRC32C();
        checksum.update(block);
        return (int) checksum.getValue();
    }
}
