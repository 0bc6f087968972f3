// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Keeps work in the background slow on purpose, in favour of requests. For one thread, which any other may wake or end. */
final class Pace {

    /** After so much work there is a pause: a request that waits for the same disk or processor does not wait for long. */
    private static final Duration WORK = Duration.ofMillis(1);

    /** A pause is so many times what the work took: where the disk is slow, or busy with others, the work waits for longer. */
    private static final int PAUSE_FOR_WORK = 9;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition waking = lock.newCondition();
    private volatile boolean ended;
    /** The working thread's own: when the last pause ended. */
    private long resumed;

    /** Work begins, after whatever rest. */
    void begin() {
        resumed = System.nanoTime();
    }

    /** Whether it is time to {@link #pause}. */
    boolean isPauseDue() {
        return System.nanoTime() - resumed > WORK.toNanos();
    }

    /** As long as the work since the last one demands. */
    void pause() {
        long began = System.nanoTime();
        long wanted = PAUSE_FOR_WORK * (began - resumed);
        await(() -> wanted - (System.nanoTime() - began));
        resumed = System.nanoTime();
    }

    /** @param left nanoseconds until it is over; asked for again when something has changed */
    void await(LongSupplier left) {
        lock.lock();
        try {
            for (long nanos = left.getAsLong(); nanos > 0 && !ended; nanos = left.getAsLong()) {
                waking.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    /** What is waited for has changed. */
    void wake() {
        lock.lock();
        try {
            waking.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        return ended;
    }

    /** Ends every wait at once, for good. */
    void end() {
        ended = true;
        wake();
    }
}
