// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.socache.http.disk.file.EntryName;

/** Entries that were removed where the disk did not allow that, or was away: they are not served any more. */
final class Revoked {

    /** Of more entries that cannot be deleted no name is kept, and nothing is served until all has been deleted. */
    private static final int MOST = 65_536;

    private final Set<EntryName> names = ConcurrentHashMap.newKeySet();

    /** How many were added of which no name is kept. */
    private final AtomicLong nameless = new AtomicLong();

    boolean has(EntryName name) {
        return nameless() > 0 || !names.isEmpty() && names.contains(name);
    }

    /** How many entries they are beside those that are known by name; any entry may be one of them. */
    long nameless() {
        return nameless.get();
    }

    /** All entries there were have been deleted since there were so many; more may have come meanwhile. */
    void deleted(long nameless) {
        this.nameless.compareAndSet(nameless, 0);
    }

    void add(EntryName name) {
        if (names.size() < MOST) {
            names.add(name);
        } else if (!names.contains(name)) {
            nameless.incrementAndGet();
        }
    }

    void remove(EntryName name) {
        names.remove(name);
    }

    /** Those that are known by name; may change while it is gone through. */
    Set<EntryName> names() {
        return names;
    }
}
