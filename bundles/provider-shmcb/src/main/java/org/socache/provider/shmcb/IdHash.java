// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hash of a whole id, 64 bits, keyed with the segment's random seed: ids come from clients, who must not be able to
 * choose ones that meet in a bucket. httpd takes the first byte alone, which is the same for all URLs.
 *
 * <p>Each 16 bytes go through one multiplication to 128 bits whose halves are folded, as in the wyhash family; the last 16
 * may overlap those before. Who uses which bits: subcache 63-56, {@link SlotLayout} tag from 40 on, {@link BucketLayout} tag 39-32,
 * bucket 31-0.
 */
final class IdHash {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int BLOCK = 2 * Long.BYTES;
    private static final long FIRST = 0xa076_1d64_78bd_642fL;
    private static final long SECOND = 0xe703_7ed1_a0b4_28dbL;

    private final long start;
    private final long key;

    IdHash(long seed) {
        start = fold(seed ^ FIRST, SECOND);
        key = fold(seed ^ SECOND, FIRST) | 1;
    }

    long of(byte[] id) {
        long hash = start ^ id.length;
        if (id.length < Long.BYTES) {
            return fold(fold(hash ^ PaddedWord.of(id, 0), key), SECOND);
        }
        int last = Math.max(0, id.length - BLOCK);
        for (int at = 0; at < last; at += BLOCK) {
            hash = fold(word(id, at) ^ key, word(id, at + Long.BYTES) ^ hash);
        }
        return fold(fold(word(id, last) ^ key, word(id, id.length - Long.BYTES) ^ hash), SECOND);
    }

    static long word(byte[] id, int at) {
        return (long) WORDS.get(id, at);
    }

    private static long fold(long a, long b) {
        return a * b ^ Math.multiplyHigh(a, b);
    }
}
