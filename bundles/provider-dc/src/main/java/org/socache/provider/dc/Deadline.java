// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When a call must have ended, whatever it does until then: look up, connect, send, wait, try again. */
final class Deadline {

    private final Duration limit;
    private final long end;

    private Deadline(Duration limit) {
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    static Deadline in(Duration limit) {
        return new Deadline(limit);
    }

    /**
     * Milliseconds left, at least 1.
     *
     * @throws DcTimeoutException if there are none
     */
    long millisLeft() throws DcTimeoutException {
        long nanos = end - System.nanoTime();
        if (nanos <= 0) {
            throw new DcTimeoutException("no answer within " + limit.toMillis() + " ms");
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
