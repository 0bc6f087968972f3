// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

import org.socache.api.CacheCounters;

/** What one instance counts, since its server does not. */
final class Tally {

    final LongAdder unsafeSizes = new LongAdder();
    final LongAdder failures = new LongAdder();

    private final LongAdder stores = new LongAdder();
    private final LongAdder replaced = new LongAdder();
    private final LongAdder retrieveHits = new LongAdder();
    private final LongAdder retrieveMisses = new LongAdder();
    private final LongAdder removeHits = new LongAdder();
    private final LongAdder removeMisses = new LongAdder();
    private volatile String lastFailure;

    void stored(boolean replacedOne) {
        stores.increment();
        if (replacedOne) {
            replaced.increment();
        }
    }

    void retrieved(boolean hit) {
        (hit ? retrieveHits : retrieveMisses).increment();
    }

    void removed(boolean hit) {
        (hit ? removeHits : removeMisses).increment();
    }

    void failed(IOException failure) {
        failures.increment();
        lastFailure = reason(failure);
    }

    /** One line for the operator. */
    String lastFailure() {
        return lastFailure == null ? "no failure" : "last failure: " + lastFailure;
    }

    /** What went wrong, in one line: not every exception of a socket has a message. */
    static String reason(IOException failure) {
        return failure.getMessage() != null
                ? failure.getMessage()
                : failure.getClass().getSimpleName();
    }

    /** In httpd's words; what expires or is evicted, only the server knows. */
    CacheCounters counters() {
        return new CacheCounters(
                stores.sum(),
                replaced.sum(),
                0,
                0,
                retrieveHits.sum(),
                retrieveMisses.sum(),
                removeHits.sum(),
                removeMisses.sum());
    }
}
