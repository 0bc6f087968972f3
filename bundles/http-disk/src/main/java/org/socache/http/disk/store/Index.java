// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.util.Arrays;

import org.socache.http.disk.file.EntryName;

/**
 * What the limits need to know of each entry, in arrays of numbers: about 50 bytes an entry. A hash table that finds an entry's
 * slot by its name; which slot goes first is for {@link Segments} to say.
 */
final class Index {

    private static final int NONE = Segments.NONE;

    private static final int FIRST_CAPACITY = 1024;

    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    /** The last use that was written down, by us or others, in seconds. */
    private int[] used = new int[FIRST_CAPACITY];

    private int[] chain = new int[FIRST_CAPACITY];
    private int[] expires = new int[FIRST_CAPACITY];
    private int[] body = new int[FIRST_CAPACITY];
    private byte[] round = new byte[FIRST_CAPACITY];
    private int[] buckets = emptyBuckets(FIRST_CAPACITY);
    private int slots;
    private int free = NONE;
    private int size;
    private final Segments segments = new Segments(FIRST_CAPACITY);

    /** An entry and what it weighs. */
    record Weighed(EntryName name, int units) {}

    private static int[] emptyBuckets(int capacity) {
        int[] empty = new int[Integer.highestOneBit(capacity) * 2];
        Arrays.fill(empty, NONE);
        return empty;
    }

    int size() {
        return size;
    }

    /** What all entries weigh. */
    long weight() {
        return segments.weight();
    }

    /** Bytes of heap its arrays take. */
    long memory() {
        return high.length * (2L * Long.BYTES + 7L * Integer.BYTES + 2) + (long) buckets.length * Integer.BYTES;
    }

    /** Adds an entry or changes its weight; it counts as used now. Returns the weight it had, 0 if it is new. */
    int put(EntryName name, int weighs, int now) {
        int slot = find(name);
        if (slot == NONE) {
            segments.addHot(add(name, now), weighs);
            return 0;
        }
        int before = segments.units(slot);
        segments.weigh(slot, weighs);
        return before;
    }

    /**
     * Tells of an entry found on disk; a new one is the coldest of all until {@link #arrange}. What its header says has to be
     * learnt anew. Returns the weight it had.
     */
    int found(EntryName name, int weighs, int lastUse, int inRound) {
        int slot = find(name);
        int before = 0;
        if (slot == NONE) {
            slot = add(name, lastUse);
            segments.addCold(slot, weighs);
        } else {
            before = segments.units(slot);
            segments.weigh(slot, weighs);
        }
        expires[slot] = 0;
        round[slot] = (byte) inRound;
        return before;
    }

    /**
     * Marks a use.
     *
     * @param apart seconds from one use that is to be written down to the next
     * @return whether this one is to be
     */
    boolean touch(EntryName name, int now, int apart, long heaviest, int most) {
        int slot = find(name);
        if (slot == NONE) {
            return false;
        }
        // what is used all the time must not always be too near to its last use; a clock may have been put back
        boolean due = Math.abs((long) now - used[slot]) >= apart;
        if (due) {
            used[slot] = now;
        }
        segments.protect(slot, heaviest, most);
        return due;
    }

    /** Tells what the header of an entry says, as far as it has to be known later; does nothing for an entry that is not there. */
    void learn(EntryName name, int expiry, int bodyId) {
        int slot = find(name);
        if (slot != NONE) {
            expires[slot] = expiry;
            body[slot] = bodyId;
        }
    }

    /** A round came by an entry and its body; false if its header has to be read to know more. */
    boolean pass(EntryName name, int bodyId, int now, int inRound) {
        int slot = find(name);
        if (slot == NONE || expires[slot] <= now || body[slot] != bodyId) {
            return false;
        }
        round[slot] = (byte) inRound;
        return true;
    }

    /** The weight of an entry; 0 if it is not known. */
    int units(EntryName name) {
        int slot = find(name);
        return slot == NONE ? 0 : segments.units(slot);
    }

    /** Forgets an entry; returns the weight it had. */
    int remove(EntryName name) {
        int slot = find(name);
        return slot == NONE ? 0 : remove(slot);
    }

    /** Takes out the entry that is to go first; null if there is none. */
    Weighed takeColdest() {
        int slot = segments.coldest();
        if (slot == NONE) {
            return null;
        }
        EntryName name = new EntryName(high[slot], low[slot]);
        return new Weighed(name, remove(slot));
    }

    /** The places of what was found on disk, and not used since, with their last uses in the upper half, in no order. */
    long[] foundBefore(int since) {
        long[] byUse = new long[size];
        int count = 0;
        for (int slot = 0; slot < slots; slot++) {
            if (segments.units(slot) > 0 && segments.isOnProbation(slot) && used[slot] < since) {
                byUse[count++] = ((long) used[slot] << Integer.SIZE) | slot;
            }
        }
        return Arrays.copyOf(byUse, count);
    }

    /**
     * Makes part of what was found the coldest of all, from the last of the part to the first. What has gone or was used in the
     * meantime stays where it is.
     */
    void arrange(long[] byUse, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            int slot = (int) byUse[i];
            boolean same = segments.units(slot) > 0 && used[slot] == (int) (byUse[i] >> Integer.SIZE);
            if (same && segments.isOnProbation(slot)) {
                segments.chill(slot);
            }
        }
    }

    /** Up to that many entries that were not found in a round, from a place on; the place to go on from is put there. */
    EntryName[] missing(int inRound, int[] place, int most) {
        EntryName[] missing = new EntryName[most];
        int count = 0;
        int slot = place[0];
        for (; slot < slots && count < most; slot++) {
            if (segments.units(slot) > 0 && round[slot] != (byte) inRound) {
                missing[count++] = new EntryName(high[slot], low[slot]);
            }
        }
        place[0] = slot;
        return Arrays.copyOf(missing, count);
    }

    /** So many new entries will have a place: the heap may be too full for it now, but not once their files are there. */
    void reserve(int entries) {
        while (high.length - size < entries) {
            grow();
        }
    }

    private int find(EntryName name) {
        int slot = buckets[bucket(name.low())];
        while (slot != NONE && (low[slot] != name.low() || high[slot] != name.high())) {
            slot = chain[slot];
        }
        return slot;
    }

    /** The names are digests: any of their bits will do. */
    private int bucket(long bits) {
        return (int) bits & buckets.length - 1;
    }

    private int add(EntryName name, int lastUse) {
        int slot = free;
        if (slot != NONE) {
            free = chain[slot];
        } else {
            if (slots == high.length) {
                grow();
            }
            slot = slots++;
        }
        high[slot] = name.high();
        low[slot] = name.low();
        used[slot] = lastUse;
        expires[slot] = 0;
        round[slot] = 0;
        int bucket = bucket(name.low());
        chain[slot] = buckets[bucket];
        buckets[bucket] = slot;
        size++;
        return slot;
    }

    private int remove(int slot) {
        int weighed = segments.units(slot);
        segments.remove(slot);
        int bucket = bucket(low[slot]);
        if (buckets[bucket] == slot) {
            buckets[bucket] = chain[slot];
        } else {
            int before = buckets[bucket];
            while (chain[before] != slot) {
                before = chain[before];
            }
            chain[before] = chain[slot];
        }
        chain[slot] = free;
        free = slot;
        size--;
        return weighed;
    }

    /** All new arrays are there before any takes its place: a heap that is full leaves everything as it was. */
    private void grow() {
        int capacity = high.length + (high.length >> 1);
        long[] moreHigh = Arrays.copyOf(high, capacity);
        long[] moreLow = Arrays.copyOf(low, capacity);
        int[] moreUsed = Arrays.copyOf(used, capacity);
        int[] moreChain = Arrays.copyOf(chain, capacity);
        int[] moreExpires = Arrays.copyOf(expires, capacity);
        int[] moreBody = Arrays.copyOf(body, capacity);
        byte[] moreRound = Arrays.copyOf(round, capacity);
        int[] moreBuckets = capacity > buckets.length ? emptyBuckets(capacity) : buckets;
        segments.grow(capacity);
        high = moreHigh;
        low = moreLow;
        used = moreUsed;
        chain = moreChain;
        expires = moreExpires;
        body = moreBody;
        round = moreRound;
        if (moreBuckets != buckets) {
            buckets = moreBuckets;
            for (int slot = 0; slot < slots; slot++) {
                int bucket = bucket(low[slot]);
                chain[slot] = buckets[bucket];
                buckets[bucket] = slot;
            }
        }
    }
}
