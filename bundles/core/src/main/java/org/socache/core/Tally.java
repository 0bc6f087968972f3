// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import org.socache.api.CacheCounters;

/**
 * What a provider has counted since it was bound here. Only grows: a provider that cannot tell for a moment, or whose counters
 * begin again at nothing since somebody has made its place anew, takes nothing back.
 */
final class Tally {

    private boolean begun;
    private long expired;
    private long scrolled;
    private long expiredSeen;
    private long scrolledSeen;

    /** Takes note of the provider's own counters; of the first it keeps only what to compare the next with. */
    synchronized void look(CacheCounters now) {
        if (begun) {
            expired += grown(expiredSeen, now.expired());
            scrolled += grown(scrolledSeen, now.scrolled());
        }
        begun = true;
        expiredSeen = now.expired();
        scrolledSeen = now.scrolled();
    }

    private static long grown(long before, long now) {
        return now >= before ? now - before : now;
    }

    synchronized CacheCounters counted() {
        return new CacheCounters(0, 0, expired, scrolled, 0, 0, 0, 0);
    }

    synchronized void reset() {
        expired = 0;
        scrolled = 0;
    }
}
