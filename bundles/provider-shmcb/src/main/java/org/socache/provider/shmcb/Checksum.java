// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.util.zip.CRC32C;

/** Checksum of an entry: CRC-32C of the data, and everything in the header folded in. */
final class Checksum {

    private static final long EXPIRY_FACTOR = 0x9e37_79b9_7f4a_7c15L;
    private static final long LENGTHS_FACTOR = 0xc2b2_ae3d_27d4_eb4fL;

    private Checksum() {}

    static int of(long hash, int idLength, long expiry, byte[] data) {
        CRC32C crc = new CRC32C(); // does not escape: the compiler makes no object of it
        crc.update(data, 0, data.length);
        long lengths = (long) idLength << 32 | data.length;
        long header = (hash ^ expiry * EXPIRY_FACTOR) + lengths * LENGTHS_FACTOR;
        return (int) crc.getValue() ^ (int) (header ^ header >>> 32);
    }
}
