// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells whether an expiry is past, mostly without asking the clock, which costs a third of a retrieve from a processor's cache.
 *
 * <p>Beside the system's clock a thread notes the time every {@link #TICK_NANOS}. An entry that has more than
 * {@link #MARGIN_MILLIS} to live by that note is alive; for any other the clock is asked. So an expired entry could be
 * served only if that thread did not run for {@code MARGIN_MILLIS}. With a clock of the caller's, as in tests, every
 * question is asked of it.
 */
final class ExpiryClock implements AutoCloseable {

    static final long MARGIN_MILLIS = 1000;

    private static final long TICK_NANOS = 100_000_000;

    private final InstantSource clock;
    private final Thread ticker;
    private volatile boolean closed;

    /** Whatever expires then or later is not past. */
    private volatile long safe = Long.MAX_VALUE;

    ExpiryClock(InstantSource clock) {
        this.clock = clock;
        this.ticker = isSystems(clock) ? new Thread(this::tick, "socache-shmcb-clock") : null;
        if (ticker != null) {
            ticker.setDaemon(true);
            ticker.start();
        }
    }

    private static boolean isSystems(InstantSource clock) {
        return clock == InstantSource.system()
                || clock instanceof Clock zoned
                        && zoned.withZone(ZoneOffset.UTC).equals(Clock.systemUTC());
    }

    boolean isPast(long expiry) {
        return expiry < safe && expiry <= clock.millis();
    }

    private void tick() {
        while (!closed) {
            safe = clock.millis() + MARGIN_MILLIS;
            LockSupport.parkNanos(this, TICK_NANOS);
        }
        safe = Long.MAX_VALUE;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(ticker);
    }
}
