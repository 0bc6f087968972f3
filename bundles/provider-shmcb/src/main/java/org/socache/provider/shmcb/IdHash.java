// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hash of a whole id, 64 bits, keyed with the segment's random seed: ids come from clients, who must not be able to
 * choose ones that meet in a bucket. httpd takes the first byte alone, which is the same for all URLs.
 *
 * <p>Each 8 bytes go through one multiplication to 128 bits whose halves are folded, as in the wyhash family. Who uses
 * which bits: subcache 63-56, {@link SlotWord} tag 55-40, {@link BucketLayout} tag 39-32, bucket 31-0.
 */
final class IdHash {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
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
        int at = 0;
        for (; at + Long.BYTES < id.length; at += Long.BYTES) {
            hash = fold(hash ^ word(id, at), key);
        }
        hash = fold(hash ^ lastWord(id), key ^ FIRST);
        return fold(hash, SECOND);
    }

    static long word(byte[] id, int at) {
        return (long) WORDS.get(id, at);
    }

    /** The last 8 bytes; of a shorter id all there are, in no particular order. */
    private static long lastWord(byte[] id) {
        if (id.length >= Long.BYTES) {
            return word(id, id.length - Long.BYTES);
        }
        long word = 0;
        for (byte each : id) {
            word = word << 8 | each & 0xff;
        }
        return word;
    }

    private static long fold(long a, long b) {
        return a * b ^ Math.multiplyHigh(a, b);
    }
}
