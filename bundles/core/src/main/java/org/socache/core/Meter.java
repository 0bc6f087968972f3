// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheCounters;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheStatus;

/** Asks one instance for its numbers, and knows what it has counted since it was opened here. */
final class Meter {

    private static final Logger LOG = LoggerFactory.getLogger(Meter.class);

    private final CacheSpecification specification;
    private final Guard guard;
    private final Tally tally = new Tally();

    /** Begins to count. */
    Meter(CacheSpecification specification, Guard guard) {
        this.specification = specification;
        this.guard = guard;
        status();
    }

    /** The instance's numbers, or nothing known if it fails or hangs. */
    CacheStatus status() {
        long question = tally.ask();
        try {
            CacheStatus status = guard.status();
            // whoever knows nothing has not counted down to nothing
            if (!status.equals(CacheStatus.UNKNOWN)) {
                tally.look(question, status.counters());
            }
            return status;
        } catch (RuntimeException | Error fault) {
            LOG.debug("{}: no status", specification, fault);
            return CacheStatus.UNKNOWN;
        }
    }

    /** What the instance had counted when it last told its {@link #status}, from when it was opened, or {@link #reset}. */
    CacheCounters counted() {
        return tally.counted();
    }

    void reset() {
        tally.reset();
    }
}
