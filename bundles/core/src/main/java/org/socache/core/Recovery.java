// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;

/**
 * The time from the opening of a breaker to its closing: the instance is probed in the background, and when it answers, what was
 * overwritten or removed meanwhile is taken back before anybody reads there.
 */
final class Recovery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** Milliseconds between probes; well below the five seconds a recovery may take. */
    static final long PROBE_EVERY_MILLIS = 500;

    private final String name;
    private final CacheInstance instance;
    private final Breaker breaker;
    private final Unsettled unsettled;
    private final Supplier<String> probe;
    private final ScheduledExecutorService background;
    private final Guard.Listener listener;
    private volatile String reason = "";
    private volatile ScheduledFuture<?> probing;
    private volatile boolean closed;

    /** @param probe asks the instance, within a limit; null if it works, else why not */
    Recovery(
            String name,
            CacheInstance instance,
            Breaker breaker,
            Unsettled unsettled,
            Supplier<String> probe,
            ScheduledExecutorService background,
            Guard.Listener listener) {
        this.name = name;
        this.instance = instance;
        this.breaker = breaker;
        this.unsettled = unsettled;
        this.probe = probe;
        this.background = background;
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
            listener.degraded(why);
            probing = background.scheduleWithFixedDelay(
                    this::probeAgain, PROBE_EVERY_MILLIS, PROBE_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Everything misses after that; only the recovery of an open breaker ends it. */
    void overflowed() {
        failed(true, overflow());
    }

    private static String overflow() {
        return "more than " + Unsettled.MOST + " changes did not reach the provider";
    }

    private void probeAgain() {
        if (closed || !breaker.halfOpen()) {
            return;
        }
        String fault = probe.get();
        if (fault == null) {
            fault = settleAll();
        }
        if (fault != null) {
            reason = fault;
            breaker.probed(false);
            return;
        }
        // a call that opens the breaker again starts another probing, which is not to be stopped
        reason = "";
        stopProbing();
        breaker.probed(true);
        listener.recovered();
        if (unsettled.overflowed()) {
            overflowed();
        }
    }

    /**
     * Takes back what was overwritten or removed here while the provider was away; null if that worked. Calls still fail
     * meanwhile: what they could not change is noted as before, and outlives this.
     */
    private String settleAll() {
        try {
            if (unsettled.overflowed()) {
                settleOverflow();
            }
            unsettled.settle(instance::remove);
            return null;
        } catch (Throwable fault) {
            return Guard.message(fault);
        }
    }

    private void settleOverflow() {
        if (instance instanceof Listable list && !instance.shared()) {
            unsettled.startOver(list::clear);
            return;
        }
        LOG.warn("{}: {}; what it held may be seen until it expires", name, overflow());
        unsettled.forgetOverflow();
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
