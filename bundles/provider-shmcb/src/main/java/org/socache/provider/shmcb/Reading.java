// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/** What the caller of a look-up knows before, and learns beside the data. For one look-up. */
final class Reading {

    /** Positions of a ring begin above. */
    static final long NOTHING = 0;

    private final long known;
    private long position;
    private long expiry;

    /** @param known position of the entry that the caller has already, or {@link #NOTHING} */
    Reading(long known) {
        this.known = known;
    }

    boolean isKnown(long at) {
        return at == known;
    }

    void found(long at, long until) {
        position = at;
        expiry = until;
    }

    /** Where the entry lies. Positions only grow, so that no two entries ever had the same. */
    long position() {
        return position;
    }

    /** Milliseconds since the epoch. */
    long expiry() {
        return expiry;
    }
}
