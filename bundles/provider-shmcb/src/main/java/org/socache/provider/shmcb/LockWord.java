// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.util.concurrent.locks.LockSupport;

/**
 * The lock of a subcache's writers: a word in shared memory.
 *
 * <pre>
 *  63           48 47           32 31                        0
 * +---------------+---------------+---------------------------+
 * | member + 1    | generation    | thread id                 |   or 0: free
 * +---------------+---------------+---------------------------+
 * </pre>
 *
 * The upper half is the {@link Membership} in the lock file, which tells whether its owner lives. The lock of a dead
 * owner is taken over by whoever wins one compare-and-set; that of an owner who merely stands still is left alone, and
 * the waiter gives up.
 *
 * <p><b>Memory order.</b> Releasing is a release store: all that an owner wrote precedes the 0. Taking is a
 * compare-and-set, a full fence: who reads that 0 sees all that was written before it, and does nothing of its own earlier.
 * A dead owner released nothing. What it wrote can be seen all the same, in the order that {@link Ring} makes with
 * releases and fences of its own, of which every beginning leaves a valid ring; and before its successor takes the word,
 * the kernel has ended the process and dropped its file lock.
 *
 * <p>Not reentrant: a thread that finds its own token was thrown out of a critical section by an error.
 */
final class LockWord {

    /** What came of the wish to own the lock. */
    enum Acquisition {
        FREE,
        /** Owned now; its owner died inside. */
        TAKEN_OVER,
        /** Not owned: a living owner did not let go within the limit. */
        BUSY,
        /** Not owned: this member has left. */
        CLOSED;

        boolean isOwned() {
            return this == FREE || this == TAKEN_OVER;
        }
    }

    /** How long a writer waits for a living owner. */
    static final long LIMIT_NANOS = 100_000_000;

    /** How long one owner is left in peace before it is asked whether it lives. */
    private static final long PATIENCE_NANOS = 2_000_000;

    private static final int SPINS = 400;
    private static final int YIELDS = 10;
    private static final long SHORTEST_PARK_NANOS = 5_000;
    private static final long LONGEST_PARK_NANOS = 500_000;
    private static final long FREE = 0;
    private static final long THREAD_MASK = 0xffff_ffffL;

    private final Memory memory;
    private final Membership membership;

    LockWord(Memory memory, Membership membership) {
        this.memory = memory;
        this.membership = membership;
    }

    /**
     * Takes the lock. Reads the word before it swaps it: where the file was truncated, a swap that is not compiled yet ends the
     * JVM (HotSpot guards the loads of its interpreter alone), and the error of a load, which can be caught, mostly comes first.
     */
    Acquisition acquire() {
        long mine = token();
        boolean free =
                memory.getOpaque(SubcacheLayout.LOCK) == FREE && memory.compareAndSet(SubcacheLayout.LOCK, FREE, mine);
        Acquisition acquisition = free ? Acquisition.FREE : contend(mine);
        return acquisition.isOwned() ? entered(acquisition) : acquisition;
    }

    /** Takes the lock if it is free; waits for nobody. */
    boolean tryAcquire() {
        return memory.compareAndSet(SubcacheLayout.LOCK, FREE, token())
                && entered(Acquisition.FREE).isOwned();
    }

    /**
     * The word is taken with a full fence before the membership is asked, and {@link Membership#leave} does it the other
     * way round: either this thread sees that the member is leaving, or the leaver sees the lock taken and waits.
     */
    private Acquisition entered(Acquisition acquisition) {
        if (membership.isLeaving()) {
            memory.setRelease(SubcacheLayout.LOCK, FREE);
            return Acquisition.CLOSED;
        }
        membership.owners().remember(Thread.currentThread());
        return acquisition;
    }

    void release() {
        memory.setRelease(SubcacheLayout.LOCK, FREE);
    }

    /** Lets go of a lock that an error kept this thread from releasing. */
    void releaseIfMine() {
        if (memory.getOpaque(SubcacheLayout.LOCK) == token()) {
            release();
        }
    }

    /** Whether any thread of this member owns the lock. */
    boolean isOwnedByMember() {
        return (memory.getAcquire(SubcacheLayout.LOCK) & ~THREAD_MASK) == membership.token();
    }

    private long token() {
        return membership.token() | Thread.currentThread().getId() & THREAD_MASK;
    }

    private Acquisition contend(long mine) {
        long start = System.nanoTime();
        long suspect = FREE;
        long suspectSince = start;
        for (int round = 0; ; round++) {
            long seen = memory.getOpaque(SubcacheLayout.LOCK);
            if (seen == FREE) {
                if (memory.compareAndSet(SubcacheLayout.LOCK, FREE, mine)) {
                    return Acquisition.FREE;
                }
                continue;
            }
            if (seen == mine) {
                return Acquisition.TAKEN_OVER;
            }
            pause(round);
            long now = System.nanoTime();
            if (seen != suspect) {
                suspect = seen;
                suspectSince = now;
            } else if (now - suspectSince > PATIENCE_NANOS) {
                if (isDead(seen) && memory.compareAndSet(SubcacheLayout.LOCK, seen, mine)) {
                    return Acquisition.TAKEN_OVER;
                }
                suspectSince = now;
            }
            if (now - start > LIMIT_NANOS) {
                return Acquisition.BUSY;
            }
        }
    }

    private boolean isDead(long token) {
        long member = token & ~THREAD_MASK;
        return member == membership.token() ? membership.owners().isDead(token) : membership.isDead(member);
    }

    private static void pause(int round) {
        if (round < SPINS) {
            Thread.onSpinWait();
        } else if (round < SPINS + YIELDS) {
            Thread.yield();
        } else {
            int doublings = Math.min(round - SPINS - YIELDS, 7);
            LockSupport.parkNanos(Math.min(SHORTEST_PARK_NANOS << doublings, LONGEST_PARK_NANOS));
        }
    }
}
