// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.socache.http.disk.file.EntryName;

/** Entries that were removed where the disk did not allow that, or was away: they are not served any more. */
final class Revoked {

    /** With more entries that cannot be deleted they are counted no more, and nothing is served until all has been deleted. */
    private static final int MOST = 65_536;

    private final Set<EntryName> names = ConcurrentHashMap.newKeySet();

    boolean has(EntryName name) {
        return !names.isEmpty() && (names.contains(name) || isEverything());
    }

    /** Whether it is not known any more which they are. */
    boolean isEverything() {
        return names.size() > MOST;
    }

    void add(EntryName name) {
        if (!isEverything()) {
            names.add(name);
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
