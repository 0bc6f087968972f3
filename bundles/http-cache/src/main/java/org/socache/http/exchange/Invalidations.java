// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

import org.socache.http.engine.record.CacheKey;

/**
 * What was invalidated or purged on this node while fetches were under way. What those bring may be older than the change, and
 * would be served as fresh for as long as it says: RFC 9111 section 4.4 takes out what is stored by then, not what is about to
 * be.
 *
 * <p>Keeps no keys: two pages that share a slot cost one of them a store, at worst. Counts events, for clocks jump.
 */
final class Invalidations {

    private static final int SLOTS = 1024;

    private final AtomicLong events = new AtomicLong();
    private final AtomicLongArray last = new AtomicLongArray(SLOTS);
    private final AtomicLong lastOfAll = new AtomicLong();

    /** This moment, for {@link #since}. */
    long now() {
        return events.get();
    }

    /** To be called before a page is removed, so that who stores it in between finds out. */
    void mark(CacheKey key) {
        last.set(slot(key), events.incrementAndGet());
    }

    /** The same for pages that are not known by name. */
    void markAll() {
        lastOfAll.set(events.incrementAndGet());
    }

    /** Whether a page may have changed since a moment. */
    boolean since(CacheKey key, long moment) {
        return lastOfAll.get() > moment || last.get(slot(key)) > moment;
    }

    private static int slot(CacheKey key) {
        return Math.floorMod(key.primary().hashCode(), SLOTS);
    }
}
