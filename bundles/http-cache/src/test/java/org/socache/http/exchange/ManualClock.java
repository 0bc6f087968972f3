// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that begins with the machine's, so that a container's Date fits, and goes on when it is told to. */
public final class ManualClock implements InstantSource {

    private volatile Duration ahead = Duration.ZERO;

    public void advance(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }
}
