// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts who is inside, and lets nobody in any more once it is closed. Each thread counts in its {@link Stripes stripe}, a cache
 * line of its own.
 *
 * <p>Nobody slips through: a caller counts itself first and looks at {@code closed} second, the closer does the two the other way
 * round, and both are volatile; so either the caller sees that it is closed, or whoever waits sees the caller.
 */
final class Callers {

    /** Places in the array from one stripe to the next: 64 bytes, and as many for the prefetcher beside them. */
    private static final int STRIDE = 32;

    private final AtomicIntegerArray inside = new AtomicIntegerArray((Stripes.COUNT + 1) * STRIDE);
    private volatile boolean closed;

    /** True if the caller is inside now; it must leave on the same thread. */
    boolean enter() {
        int place = place();
        inside.getAndIncrement(place);
        if (closed) {
            inside.getAndDecrement(place);
            return false;
        }
        return true;
    }

    void leave() {
        inside.getAndDecrement(place());
    }

    void close() {
        closed = true;
    }

    /** True if nobody is inside. After {@link #close} it stays so, but for those who look in and turn round. */
    boolean isEmpty() {
        for (int stripe = 1; stripe <= Stripes.COUNT; stripe++) {
            if (inside.get(stripe * STRIDE) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The first stripe stands behind the array's length, which is read by all. */
    private static int place() {
        return (Stripes.ofThisThread() + 1) * STRIDE;
    }
}
