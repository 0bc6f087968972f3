// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A circuit breaker. It opens after one call that ran into its time limit, since the next would too, or after
 * {@link #FAILURES_IN_A_ROW} quick failures, since one broken connection is no outage. While it is open no call reaches the
 * provider; a probe in the background half-opens it and a successful one closes it.
 */
final class Breaker {

    /** Quick failures in a row that open the breaker. */
    static final int FAILURES_IN_A_ROW = 3;

    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.CLOSED);
    private final AtomicInteger failures = new AtomicInteger();

    State state() {
        return state.get();
    }

    /** Whether a caller's call may go through. */
    boolean allows() {
        return state.get() == State.CLOSED;
    }

    void succeeded() {
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    /** Notes a failure; true if it opened the breaker. */
    boolean failed(boolean tooSlow) {
        return (tooSlow || failures.incrementAndGet() >= FAILURES_IN_A_ROW)
                && state.compareAndSet(State.CLOSED, State.OPEN);
    }

    /** Lets one probe through; false if one is under way or none is needed. */
    boolean halfOpen() {
        return state.compareAndSet(State.OPEN, State.HALF_OPEN);
    }

    /** Ends a probe. */
    void probed(boolean healthy) {
        failures.set(0);
        state.compareAndSet(State.HALF_OPEN, healthy ? State.CLOSED : State.OPEN);
    }
}
