// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Lets callers into a {@link org.socache.api.spi.CacheInstance#prompt prompt} instance on their own threads, and gives the alarm
 * when one has been inside for longer than the time limit; within a quarter of the limit after that. Looks only while there are
 * calls: an idle cache wakes nobody.
 *
 * <p>Nobody is overlooked: a caller takes its seat first and asks whether somebody watches second; the watch says that it ends
 * first, and looks at the seats once more second.
 */
final class Watch {

    private static final int LOOKS_PER_LIMIT = 4;

    private final Seats seats = new Seats();
    private final AtomicBoolean watching = new AtomicBoolean();
    private final Supplier<Duration> limit;
    private final ScheduledExecutorService timer;
    private final Runnable alarm;

    Watch(Supplier<Duration> limit, ScheduledExecutorService timer, Runnable alarm) {
        this.limit = limit;
        this.timer = timer;
        this.alarm = alarm;
    }

    /** A seat, to be left after the call; or {@link Seats#NONE}, and the call has to go another way. */
    int enter(long nanoTime) {
        int seat = seats.take(nanoTime);
        if (seat != Seats.NONE && !watching.get()) {
            begin();
        }
        return seat;
    }

    void leave(int seat) {
        seats.leave(seat);
    }

    /** Whether a caller has been inside for longer than the limit. */
    boolean isStuck() {
        return seats.longest() > limit.get().toNanos();
    }

    private void begin() {
        if (watching.compareAndSet(false, true)) {
            lookLater();
        }
    }

    private void lookLater() {
        timer.schedule(this::look, limit.get().toNanos() / LOOKS_PER_LIMIT, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long longest = seats.longest();
        if (longest > 0) {
            lookLater();
        } else {
            watching.set(false);
            if (seats.longest() > 0) {
                begin();
            }
        }
        if (longest > limit.get().toNanos()) {
            alarm.run();
        }
    }
}
