// SPDX-License-Identifier: Apache-2.0
package org.socache.tck;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is told to move, forwards or backwards. */
public final class TestClock implements InstantSource {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Moves the clock; a negative duration moves it back. */
    public void advance(Duration duration) {
        now.updateAndGet(then -> then.plus(duration));
    }
}
