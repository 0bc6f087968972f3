// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;

/**
 * Takes back what was overwritten or removed here while the provider was away: what it still holds under those ids is out of date.
 * Each step has a time limit, since an instance that answers a probe may hang at the next call.
 */
final class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private final String name;
    private final CacheInstance instance;
    private final Unsettled unsettled;
    private final Workers workers;
    private final Supplier<Duration> limit;
    private final Duration patience;

    /**
     * @param limit how long the removal of one entry may take
     * @param patience how long emptying the instance may take
     */
    Settlement(
            String name,
            CacheInstance instance,
            Unsettled unsettled,
            Workers workers,
            Supplier<Duration> limit,
            Duration patience) {
        this.name = name;
        this.instance = instance;
        this.unsettled = unsettled;
        this.workers = workers;
        this.limit = limit;
        this.patience = patience;
    }

    /**
     * Null if it worked, else why not. Calls that fail meanwhile are noted as before, and outlive this.
     */
    String settle() {
        try {
            if (unsettled.overflowed()) {
                settleOverflow();
            }
            unsettled.settle(id -> workers.get(() -> instance.remove(id), limit.get()));
            return null;
        } catch (Throwable fault) {
            return Guard.message(fault);
        }
    }

    private void settleOverflow() {
        if (instance instanceof Listable list && !instance.shared()) {
            unsettled.startOver(() -> workers.get(
                    () -> {
                        list.clear();
                        return null;
                    },
                    patience));
            return;
        }
        LOG.warn("{}: {}; what it held may be seen until it expires", name, overflow());
        unsettled.forgetOverflow();
    }

    boolean isNeeded() {
        return !unsettled.isEmpty();
    }

    /** There was more than can be remembered: everything misses, and only emptying the cache ends that. */
    boolean overflowed() {
        return unsettled.overflowed();
    }

    String overflow() {
        return "more than " + Unsettled.MOST + " changes did not reach the provider";
    }
}
