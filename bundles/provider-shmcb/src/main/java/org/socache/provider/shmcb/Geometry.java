// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import org.socache.api.Hints;

/**
 * How a segment is divided. Decided by the process that creates it, and read from the file by all others. Counterpart:
 * the sizing in {@code socache_shmcb_init}.
 *
 * @param subcaches 1 to 256, a power of two, so that bits of the hash choose one
 * @param stride bytes of a subcache
 * @param buckets of its index
 * @param ringUnits of 8 bytes in its ring
 */
record Geometry(int subcaches, int stride, int buckets, int ringUnits) {

    static final int PAGE = 4096;
    static final int MAXIMUM_SUBCACHES = 256;

    /** A subcache is one mapping, whose offsets are ints. */
    static final int MAXIMUM_STRIDE = Integer.MAX_VALUE & -PAGE;

    private static final int DEFAULT_ID_LENGTH = 30;
    private static final int DEFAULT_OBJECT_SIZE = 150;

    /**
     * Subcaches and their size grow together, each with the root of the whole: enough locks for all writers, and few enough
     * lines of bookkeeping to stay in a processor's cache. 1 MiB has 4, 64 MiB has 32.
     */
    private static final long SMALLEST_LIKED_STRIDE = 64 * 1024;

    /** With fewer of the largest entries in a ring, one of them would sweep out too much. */
    private static final int LIKED_LARGEST_ENTRIES = 4;

    /** The index is made for entries no larger than this, for hints may be wrong, and a full index costs hits. */
    private static final long LARGEST_EXPECTED_ENTRY = 1024;

    /** Of the slots in use when the ring is full of entries of the expected size. */
    private static final double INDEX_LOAD = 0.7;

    /** @param size of all subcaches together, in bytes */
    static Geometry of(long size, Hints hints) {
        long root = (long) Math.sqrt((double) size / SMALLEST_LIKED_STRIDE);
        long subcaches = Math.min(Math.max(Long.highestOneBit(root), 1), MAXIMUM_SUBCACHES);
        long least = leastSubcaches(size);
        long liked = LIKED_LARGEST_ENTRIES * largestEntry(hints);
        subcaches = Math.max(subcaches, least);
        while (subcaches > least && divided(size, subcaches, hints).ringBytes() < liked) {
            subcaches /= 2;
        }
        return divided(size, subcaches, hints);
    }

    private static long leastSubcaches(long size) {
        long least = 1;
        while (size / least > MAXIMUM_STRIDE) {
            least *= 2;
        }
        return least;
    }

    private static Geometry divided(long size, long subcaches, Hints hints) {
        int stride = (int) (size / subcaches & -PAGE);
        long body = stride - SubcacheLayout.BUCKETS;
        double indexPerEntry = BucketLayout.BYTES / (BucketLayout.SLOTS * INDEX_LOAD);
        long expected = Math.min(expectedEntry(hints), LARGEST_EXPECTED_ENTRY);
        long buckets = Math.max(1, (long) (body / (expected + indexPerEntry) * indexPerEntry) / BucketLayout.BYTES);
        long ring = (body - buckets * BucketLayout.BYTES) / EntryLayout.UNIT;
        return new Geometry((int) subcaches, stride, (int) buckets, (int) ring);
    }

    private static long expectedEntry(Hints hints) {
        int object = hints.averageObjectSize() == 0 ? DEFAULT_OBJECT_SIZE : hints.averageObjectSize();
        return EntryLayout.bytes(idLength(hints), object);
    }

    private static long largestEntry(Hints hints) {
        return EntryLayout.bytes(idLength(hints), hints.maximumObjectSize());
    }

    private static int idLength(Hints hints) {
        return hints.averageIdLength() == 0 ? DEFAULT_ID_LENGTH : hints.averageIdLength();
    }

    long ringBytes() {
        return (long) ringUnits * EntryLayout.UNIT;
    }

    int ringAt() {
        return SubcacheLayout.BUCKETS + buckets * BucketLayout.BYTES;
    }

    /** Bytes of all subcaches, without what precedes them. */
    long bytes() {
        return (long) subcaches * stride;
    }

    /** The largest data that an id of the hinted length can have. */
    long largestObject(Hints hints) {
        return largestObject(idLength(hints));
    }

    /** The largest data that an id of this length can have; negative if it can have none. */
    long largestObject(int idLength) {
        return Math.min(Integer.MAX_VALUE, EntryLayout.largestData(ringBytes(), idLength));
    }
}
