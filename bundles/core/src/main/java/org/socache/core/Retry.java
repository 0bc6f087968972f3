// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** When a cache that has no provider tries again to get one. */
final class Retry {

    /** Seconds until a provider that is there but could not be opened is tried again. */
    private static final long SECONDS = 2;

    private final CacheEnvironment environment;
    private final Runnable rebind;
    private ScheduledFuture<?> due;

    /** @param rebind may take as long as opening an instance may */
    Retry(CacheEnvironment environment, Runnable rebind) {
        this.environment = environment;
        this.rebind = rebind;
    }

    /** Now, on a thread that nobody else waits for. */
    void soon() {
        if (!environment.inBackground(rebind)) {
            later();
        }
    }

    synchronized void later() {
        if (due != null) {
            due.cancel(false);
        }
        due = environment.timer().schedule(this::soon, SECONDS, TimeUnit.SECONDS);
    }
}
