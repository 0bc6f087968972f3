// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/** Makes guessing passwords slow: after {@link #FAILURES} wrong ones within {@link #WINDOW}, no one is asked for a while. */
final class LoginThrottle {

    static final int FAILURES = 20;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Deque<Long> failures = new ArrayDeque<>();

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    synchronized boolean isOpen() {
        long oldest = clock.millis() - WINDOW.toMillis();
        while (!failures.isEmpty() && failures.peekFirst() <= oldest) {
            failures.removeFirst();
        }
        return failures.size() < FAILURES;
    }

    synchronized void failed() {
        failures.addLast(clock.millis());
    }
}
