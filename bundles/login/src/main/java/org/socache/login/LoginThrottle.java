// SPDX-License-Identifier: Apache-2.0
package org.socache.login;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Makes guessing passwords slow: after {@link #FAILURES} wrong ones from one address, or {@link #FAILURES_IN_ALL} from
 * anywhere, within {@link #WINDOW}, the realm is not asked any more. An attempt counts while it is under way, so that many
 * at once do no better than one after the other. Who guesses from one address does not lock out the others.
 */
public final class LoginThrottle {

    /** From one address. */
    public static final int FAILURES = 10;

    /** Bounds the memory too: there is one record per failure. */
    static final int FAILURES_IN_ALL = 200;

    /** How long a failure counts. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    private record Attempt(String address, long millis) {}

    private final InstantSource clock;
    private final Deque<Attempt> failures = new ArrayDeque<>();

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts an attempt as failed until {@link #succeeded} takes it back; false if there were too many. */
    synchronized boolean begin(String address) {
        long now = clock.millis();
        // also those in the future: the clock may have been set back
        failures.removeIf(attempt -> now - attempt.millis() >= WINDOW.toMillis() || attempt.millis() > now);
        if (failures.size() >= FAILURES_IN_ALL || of(address) >= FAILURES) {
            return false;
        }
        failures.addLast(new Attempt(address, now));
        return true;
    }

    private long of(String address) {
        return failures.stream()
                .filter(attempt -> attempt.address().equals(address))
                .count();
    }

    synchronized void succeeded(String address) {
        for (Iterator<Attempt> newest = failures.descendingIterator(); newest.hasNext(); ) {
            if (newest.next().address().equals(address)) {
                newest.remove();
                return;
            }
        }
    }
}
