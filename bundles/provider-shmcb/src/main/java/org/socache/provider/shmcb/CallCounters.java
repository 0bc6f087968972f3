// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * The counters of calls that take no lock, and of those that got none. Each member has a block of its own, so that
 * processes share no cache line, of four stripes for its threads. The sum over all blocks is the segment's, also when the
 * process that counted is gone: its successor in the block counts on.
 *
 * <pre>
 *   0                 8                   16            24              32        40        48      56     64
 * +-----------------+-------------------+-------------+---------------+---------+---------+-------+------+
 * | retrieve hits   | retrieve misses   | remove hits | remove misses | expired | damaged | moved | busy |   x 4
 * +-----------------+-------------------+-------------+---------------+---------+---------+-------+------+
 * </pre>
 */
final class CallCounters {

    static final int RETRIEVE_HITS = 0;
    static final int RETRIEVE_MISSES = 8;
    static final int REMOVE_HITS = 16;
    static final int REMOVE_MISSES = 24;
    static final int EXPIRED = 32;
    static final int DAMAGED = 40;
    static final int MOVED = 48;
    static final int BUSY = 56;

    /** Bytes of all blocks together. */
    static final int ALL_BYTES = ProcessTable.MEMBERS * CallCounters.MEMBER_BYTES;

    private static final int STRIPE_BYTES = 64;
    private static final int STRIPES = 4;
    private static final int MEMBER_BYTES = STRIPES * STRIPE_BYTES;

    private final Memory memory;
    private final int start;

    /** The block of a member, in memory that begins with the first block. */
    CallCounters(Memory memory, int member) {
        this.memory = memory;
        this.start = member * MEMBER_BYTES;
    }

    void retrieved(boolean hit) {
        count(hit ? RETRIEVE_HITS : RETRIEVE_MISSES);
    }

    void removed(boolean hit) {
        count(hit ? REMOVE_HITS : REMOVE_MISSES);
    }

    void expired() {
        count(EXPIRED);
    }

    void damaged() {
        count(DAMAGED);
    }

    void moved() {
        count(MOVED);
    }

    void busy() {
        count(BUSY);
    }

    private void count(int counter) {
        int stripe = (int) Thread.currentThread().getId() & STRIPES - 1;
        memory.add(start + stripe * STRIPE_BYTES + counter, 1);
    }

    /** The sum of a counter over all members there ever were. */
    static long sum(Memory memory, int counter) {
        long sum = 0;
        for (int at = counter; at < ALL_BYTES; at += STRIPE_BYTES) {
            sum += memory.getOpaque(at);
        }
        return sum;
    }
}
