// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.ByteOrder;

/** Up to 7 bytes as the word they make in memory when zeroes follow. */
final class PaddedWord {

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private PaddedWord() {}

    static long of(byte[] bytes, int from) {
        long word = 0;
        for (int i = from; i < bytes.length; i++) {
            int place = i - from;
            word |= (bytes[i] & 0xffL) << (LITTLE_ENDIAN ? place : Long.BYTES - 1 - place) * Byte.SIZE;
        }
        return word;
    }
}
