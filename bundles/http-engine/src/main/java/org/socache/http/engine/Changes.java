// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.ArrayList;
import java.util.List;

import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Stored;

/**
 * What is to be done to the store, in this order: first the removals, then the puts. Nothing breaks when another node
 * changes the same resource in between, or when only a part is done: what is lost is a miss later.
 *
 * @param removals keys to remove; absent ones are no error
 * @param puts records to add or replace
 */
public record Changes(List<CacheKey> removals, List<Put> puts) {

    /** Nothing to do. */
    public static final Changes NONE = new Changes(List.of(), List.of());

    /** Both lists are copied. */
    public Changes {
        removals = List.copyOf(removals);
        puts = List.copyOf(puts);
    }

    /** Only removals. */
    static Changes remove(List<CacheKey> removals) {
        return new Changes(removals, List.of());
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return removals.isEmpty() && puts.isEmpty();
    }

    /** These and then the others. */
    Changes and(Changes others) {
        if (isEmpty() || others.isEmpty()) {
            return isEmpty() ? others : this;
        }
        List<CacheKey> allRemovals = new ArrayList<>(removals);
        allRemovals.addAll(others.removals);
        List<Put> allPuts = new ArrayList<>(puts);
        allPuts.addAll(others.puts);
        return new Changes(allRemovals, allPuts);
    }

    /**
     * A record to write.
     *
     * @param key its key
     * @param expiry when the store may forget it, ms since the epoch
     * @param stored the record
     */
    public record Put(CacheKey key, long expiry, Stored stored) {}
}
