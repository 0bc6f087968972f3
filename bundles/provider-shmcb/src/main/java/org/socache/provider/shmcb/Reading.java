// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/** What the caller of a look-up knows before, and learns beside the data. For one look-up. */
final class Reading {

    /** Positions of a ring, and so versions, begin above. */
    static final long NOTHING = 0;

    private final long known;
    private long version;
    private long expiry;

    /** @param known version of the entry that the caller has already, or {@link #NOTHING} */
    Reading(long known) {
        this.known = known;
    }

    boolean isKnown(long other) {
        return other == known;
    }

    void found(long of, long until) {
        version = of;
        expiry = until;
    }

    /** {@link EntryLayout#version Version} of the entry. */
    long version() {
        return version;
    }

    /** Milliseconds since the epoch. */
    long expiry() {
        return expiry;
    }
}
