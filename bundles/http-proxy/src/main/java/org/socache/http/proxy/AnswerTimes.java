// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.time.Duration;
import java.time.InstantSource;

import org.HdrHistogram.Histogram;

/**
 * How long an origin took lately: the last five to ten minutes, since what was slow an hour ago helps nobody who looks now.
 * Two windows take turns; what is older than the one before the current is forgotten.
 */
final class AnswerTimes {

    static final Duration WINDOW = Duration.ofMinutes(5);

    /** Answers that take longer count as this long. */
    private static final long SLOWEST_MICROS = 3_600_000_000L;

    /** Two digits: percentiles are right to one per cent. */
    private static final int DIGITS = 2;

    private final InstantSource clock;
    private Histogram current = empty();
    private Histogram before = empty();
    private long began;

    AnswerTimes(InstantSource clock) {
        this.clock = clock;
        this.began = clock.millis();
    }

    private static Histogram empty() {
        // grows with what it is given: most origins answer within a second, and there may be many
        return new Histogram(DIGITS);
    }

    synchronized void record(long micros) {
        turn();
        current.recordValue(Math.min(Math.max(micros, 0), SLOWEST_MICROS));
    }

    /** Both windows. */
    synchronized Histogram lately() {
        turn();
        Histogram both = current.copy();
        both.add(before);
        return both;
    }

    private void turn() {
        long age = clock.millis() - began;
        if (age < WINDOW.toMillis() && age >= 0) {
            return;
        }
        before = age < 2 * WINDOW.toMillis() && age >= 0 ? current : empty();
        current = empty();
        began = clock.millis();
    }
}
