// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The time from the opening of a breaker to its closing: the instance is probed in the background, and when it answers, what was
 * overwritten or removed meanwhile is taken back before anybody reads there.
 */
final class Recovery implements AutoCloseable {

    /** Milliseconds between probes; well below the five seconds a recovery may take. */
    static final long PROBE_EVERY_MILLIS = 500;

    /** The same for an instance that fails again and again as soon as it has answered a probe: nobody wants to hear of it every time. */
    static final long SLOWEST_PROBE_MILLIS = 4_000;

    /** An instance that fails within this time of its recovery had not recovered. */
    private static final long RELAPSE_MILLIS = 10_000;

    private final Settlement settlement;
    private final Breaker breaker;
    private final Supplier<String> probe;
    private final CacheEnvironment environment;
    private final Guard.Listener listener;
    private volatile String reason = "";
    private volatile ScheduledFuture<?> probing;
    private volatile long probeEvery = PROBE_EVERY_MILLIS;
    private volatile long recovered = Long.MIN_VALUE;
    private volatile boolean closed;

    /** @param probe asks the instance, within a limit; null if it works, else why not */
    Recovery(
            Settlement settlement,
            Breaker breaker,
            Supplier<String> probe,
            CacheEnvironment environment,
            Guard.Listener listener) {
        this.settlement = settlement;
        this.breaker = breaker;
        this.probe = probe;
        this.environment = environment;
        this.listener = listener;
    }

    /** Why the breaker is open; empty when it is not. */
    String reason() {
        return reason;
    }

    /** Notes a failure, which may open the breaker. */
    void failed(boolean tooSlow, String why) {
        if (breaker.failed(tooSlow) && !closed) {
            reason = why;
            boolean relapse = recovered > environment.clock().millis() - RELAPSE_MILLIS;
            probeEvery = relapse ? Math.min(2 * probeEvery, SLOWEST_PROBE_MILLIS) : PROBE_EVERY_MILLIS;
            if (beginProbing()) {
                listener.turned();
            }
        }
    }

    /** False if there is no heap for it: then the breaker is closed again, since nothing else would ever do so. */
    private boolean beginProbing() {
        try {
            probing = environment
                    .timer()
                    .scheduleWithFixedDelay(
                            () -> environment.inBackground(this::probeAgain),
                            probeEvery,
                            probeEvery,
                            TimeUnit.MILLISECONDS);
        } catch (OutOfMemoryError noHeap) {
            reason = "";
            breaker.halfOpen();
            breaker.probed(true);
            return false;
        }
        if (closed) {
            stopProbing(); // whoever closed it meanwhile had nothing to stop
        }
        return true;
    }

    /** Everything misses after that; only the recovery of an open breaker ends it. */
    void overflowed() {
        failed(true, settlement.overflow());
    }

    /** What was noted before this instance was opened is taken back in the background. */
    void settle() {
        if (settlement.overflowed()) {
            overflowed();
        } else if (settlement.isNeeded()) {
            environment.inBackground(settlement::settle);
        }
    }

    void settleNow() {
        if (breaker.allows() && settlement.isNeeded()) {
            settlement.settle();
        }
    }

    private void probeAgain() {
        if (closed || !breaker.halfOpen()) {
            return;
        }
        String fault = probe.get();
        if (fault == null) {
            fault = settlement.settle();
        }
        if (fault != null) {
            reason = fault;
            breaker.probed(false);
            return;
        }
        // a call that opens the breaker again starts another probing, which is not to be stopped
        reason = "";
        recovered = environment.clock().millis();
        stopProbing();
        breaker.probed(true);
        listener.turned();
        if (settlement.overflowed()) {
            overflowed();
        }
    }

    private void stopProbing() {
        ScheduledFuture<?> current = probing;
        if (current != null) {
            current.cancel(false);
        }
    }

    @Override
    public void close() {
        closed = true;
        stopProbing();
    }
}
