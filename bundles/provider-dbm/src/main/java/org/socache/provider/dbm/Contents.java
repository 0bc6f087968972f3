// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the cache holds, and what of that is still to be brought into the file. Anyone may look something up; everything
 * else is for one thread at a time, and {@link DbmCache} sees to that.
 */
final class Contents {

    /** An entry to be written, or one to be dropped from the file if there is none; with its place in the file, or 0. */
    record Change(EntryKey key, Held entry, long place) {

        private long bytes() {
            return MapStore.INDEX_SHARE + (entry == null ? 0 : entry.size());
        }
    }

    private final Map<EntryKey, Held> entries = new ConcurrentHashMap<>();
    private final TreeSet<Held> deadlines = new TreeSet<>();
    /** The places in the file, 0 if none, of what has changed since it was written; the oldest change first. */
    private final Map<EntryKey, Long> changed = new LinkedHashMap<>();

    private volatile long bytes;
    private volatile long bytesChanged;
    private volatile long bytesUncommitted;

    /** Null if there is none. Whether it has expired is the caller's to see. */
    Held find(EntryKey key) {
        return entries.get(key);
    }

    int size() {
        return entries.size();
    }

    /** Bytes the entries take in the file, or will. */
    long bytes() {
        return bytes;
    }

    /** Bytes that are to be written, roughly: of a thing that changes often, the last state alone. */
    long bytesChanged() {
        return bytesChanged;
    }

    /** Bytes that a kill of the process would lose: those that are to be written, and those that are not committed yet. */
    long bytesUnwritten() {
        return bytesChanged + bytesUncommitted;
    }

    /** Whether the store has it all, be it committed or not. */
    boolean isWritten() {
        return changed.isEmpty();
    }

    /** The entry that dies first; null if there is none. */
    Held first() {
        return deadlines.isEmpty() ? null : deadlines.first();
    }

    List<Held> all() {
        return List.copyOf(deadlines);
    }

    /** Takes note of what was found in the file. */
    void learn(EntryKey key, Place place) {
        hold(new Held(key, place));
    }

    /** Adds an entry whose key is not there. */
    void add(Held entry) {
        hold(entry);
        toBeWritten(entry.key(), 0);
        bytesChanged += entry.size();
    }

    /** The entry that was there, or null. */
    Held remove(EntryKey key) {
        Held entry = entries.remove(key);
        if (entry == null) {
            return null;
        }
        deadlines.remove(entry);
        bytes -= entry.size() + MapStore.INDEX_SHARE;
        if (entry.record() == null) {
            toBeWritten(key, entry.place());
        } else {
            bytesChanged -= entry.size();
        }
        return entry;
    }

    private void toBeWritten(EntryKey key, long place) {
        if (changed.putIfAbsent(key, place) == null) {
            bytesChanged += MapStore.INDEX_SHARE;
        }
    }

    private void hold(Held entry) {
        entries.put(entry.key(), entry);
        deadlines.add(entry);
        bytes += entry.size() + MapStore.INDEX_SHARE;
    }

    /** The oldest changes, of about so many bytes; at least one, if there are any. */
    List<Change> oldestChanges(long most) {
        List<Change> some = new ArrayList<>();
        long left = most;
        for (Map.Entry<EntryKey, Long> change : changed.entrySet()) {
            if (left <= 0) {
                break;
            }
            Held entry = entries.get(change.getKey());
            Change next = new Change(change.getKey(), entry, change.getValue());
            some.add(next);
            left -= next.bytes();
        }
        return some;
    }

    /** A change is in the store's log now; what has changed again since then waits for its next turn. */
    void written(Change change, long place) {
        changed.remove(change.key);
        bytesUncommitted += change.bytes();
        Held now = entries.get(change.key);
        if (now != change.entry) {
            changed.put(change.key, place);
        } else {
            bytesChanged -= MapStore.INDEX_SHARE;
            if (now != null) {
                bytesChanged -= now.size();
                now.written(place);
            }
        }
    }

    /** All that was {@link #written} is in the file. */
    void committed() {
        bytesUncommitted = 0;
    }

    void clear() {
        entries.clear();
        deadlines.clear();
        changed.clear();
        bytes = 0;
        bytesChanged = 0;
        bytesUncommitted = 0;
    }
}
