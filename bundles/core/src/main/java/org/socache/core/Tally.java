// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import org.socache.api.CacheCounters;

/**
 * What a provider has counted since it was bound here. Only grows: a provider that cannot tell for a moment, or whose counters
 * begin again at nothing since somebody has made its place anew, takes nothing back.
 */
final class Tally {

    /** Questions asked so far, and how many of them when the last answer came that was taken. */
    private long asked;

    private long askedThen;

    private boolean begun;
    private long expired;
    private long scrolled;
    private long expiredSeen;
    private long scrolledSeen;

    /** The number of a question that is going to be put to the provider. */
    synchronized long ask() {
        return ++asked;
    }

    /**
     * Takes note of the provider's own counters; of the first it keeps only what to compare the next with. An answer to a question
     * that was under way when another was answered is passed over: of the two, nobody knows which is the older one, and counters
     * that seem to go down would be taken for such that begin again.
     */
    synchronized void look(long question, CacheCounters now) {
        if (question <= askedThen) {
            return;
        }
        askedThen = asked;
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
