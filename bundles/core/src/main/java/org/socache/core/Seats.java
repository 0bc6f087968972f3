// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who is inside a provider on its own thread, and since when. There are only so many seats, since whoever has one may be stuck:
 * the other threads of a server have work to do.
 *
 * <p>A caller begins its search where its thread number points to, so that neighbours in a pool neither meet nor share a cache
 * line. Taking a seat is a full fence, like any change that is compared.
 */
final class Seats {

    /** Enough for what some ten processors can have inside at once, and a fraction of the 200 threads of a web server. */
    static final int COUNT = 32;

    /** What {@link #take} answers when all seats are taken. */
    static final int NONE = -1;

    /** Places in the array from one seat to the next: 64 bytes, and as many for the prefetcher beside them. */
    private static final int STRIDE = 16;

    private static final long FREE = 0;

    private final AtomicLongArray since = new AtomicLongArray((COUNT + 1) * STRIDE);

    /** A seat, to be {@link #leave left} by whoever has it; or {@link #NONE}. */
    int take(long nanoTime) {
        long now = nanoTime | 1; // never FREE
        int first = (int) Thread.currentThread().getId();
        for (int n = 0; n < COUNT; n++) {
            int seat = first + n & COUNT - 1;
            if (since.getPlain(place(seat)) == FREE && since.compareAndSet(place(seat), FREE, now)) {
                return seat;
            }
        }
        return NONE;
    }

    void leave(int seat) {
        since.setRelease(place(seat), FREE);
    }

    /** Nanoseconds for which the first of those inside has been there; 0 if nobody is. */
    long longest() {
        long now = System.nanoTime();
        long longest = 0;
        for (int seat = 0; seat < COUNT; seat++) {
            long taken = since.get(place(seat));
            if (taken != FREE) {
                longest = Math.max(longest, Math.max(1, now - taken));
            }
        }
        return longest;
    }

    /** The first seat stands behind the array's length, which is read by all. */
    private static int place(int seat) {
        return (seat + 1) * STRIDE;
    }
}
