// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

/** When an entry dies; in the order in which they do. */
record Deadline(long expiry, EntryKey key) implements Comparable<Deadline> {

    @Override
    public int compareTo(Deadline other) {
        int byExpiry = Long.compare(expiry, other.expiry);
        return byExpiry != 0 ? byExpiry : key.compareTo(other.key);
    }
}
