// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.clean;

/**
 * How much there is of each age: enough to know which entries have to go, without keeping a list of them. Ranks say what goes
 * first: entries from the future, expired ones, then the others by the time since their last use, in steps that are finer the
 * shorter it is. Takes about 3 MB, for any number of entries.
 */
final class Ranks {

    static final int FUTURE = 0;
    static final int EXPIRED = 1;

    private static final int FIRST_FRESH = 2;

    /** So many seconds, then as many minutes, then as many hours. */
    private static final int STEPS = 65_536;

    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private final long[] bytes = new long[FIRST_FRESH + 3 * STEPS];
    private final long[] inodes = new long[FIRST_FRESH + 3 * STEPS];

    /** The rank of an entry that is neither expired nor from the future; the longer unused, the lower. */
    static int fresh(long idleSeconds) {
        long idle = Math.max(0, idleSeconds);
        long step = idle < STEPS
                ? idle
                : idle < (long) STEPS * MINUTE
                        ? STEPS + idle / MINUTE
                        : Math.min(3L * STEPS - 1, 2L * STEPS + idle / HOUR);
        return (int) (FIRST_FRESH + 3L * STEPS - 1 - step);
    }

    void add(int rank, long size, int files) {
        bytes[rank] += size;
        inodes[rank] += files;
    }

    boolean hasOtherThanFresh() {
        return inodes[FUTURE] > 0 || inodes[EXPIRED] > 0;
    }

    /**
     * What has to go: all of the ranks below, and so much of this one.
     *
     * @param bytes none is left to go when this is 0 or less, and {@code inodes} too
     */
    record Cut(int rank, long bytes, long inodes) {

        boolean isNeeded() {
            return rank > 0 || bytes > 0 || inodes > 0;
        }
    }

    Cut cut(long excessBytes, long excessInodes) {
        long leftBytes = excessBytes;
        long leftInodes = excessInodes;
        int rank = 0;
        while (rank < bytes.length - 1 && (leftBytes > bytes[rank] || leftInodes > inodes[rank])) {
            leftBytes -= bytes[rank];
            leftInodes -= inodes[rank];
            rank++;
        }
        return new Cut(rank, leftBytes, leftInodes);
    }
}
