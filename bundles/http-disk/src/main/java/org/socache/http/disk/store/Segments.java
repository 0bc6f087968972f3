// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.util.Arrays;

/**
 * What goes first (segmented LRU): two lists of entries, each by last use. A new one begins on probation, its second use
 * protects it. The coldest on probation goes first, so that many things asked for once do not push out the few that are asked
 * for all the time. Entries are known by their slots in the {@link Index}.
 */
final class Segments {

    /** No slot. */
    static final int NONE = -1;

    private static final int PROBATION = 0;
    private static final int PROTECTED = 1;

    /** Part of either limit that protected entries may fill, in percent: usual for this policy. */
    private static final int PROTECTED_PERCENT = 80;

    private int[] units;
    private int[] hotter;
    private int[] colder;
    private byte[] segment;
    private final int[] hottest = {NONE, NONE};
    private final int[] coldest = {NONE, NONE};
    private final long[] weight = new long[2];
    private final int[] count = new int[2];

    Segments(int capacity) {
        units = new int[capacity];
        hotter = new int[capacity];
        colder = new int[capacity];
        segment = new byte[capacity];
    }

    /** More slots, or as many as before where the heap is full. */
    void grow(int capacity) {
        int[] moreUnits = Arrays.copyOf(units, capacity);
        int[] moreHotter = Arrays.copyOf(hotter, capacity);
        int[] moreColder = Arrays.copyOf(colder, capacity);
        byte[] moreSegment = Arrays.copyOf(segment, capacity);
        units = moreUnits;
        hotter = moreHotter;
        colder = moreColder;
        segment = moreSegment;
    }

    /** What all entries weigh. */
    long weight() {
        return weight[PROBATION] + weight[PROTECTED];
    }

    /** What an entry weighs; 0 for a slot without one. */
    int units(int slot) {
        return units[slot];
    }

    /** The entry that is to go first; {@link #NONE} if there is none. */
    int coldest() {
        return coldest[PROBATION] != NONE ? coldest[PROBATION] : coldest[PROTECTED];
    }

    boolean isOnProbation(int slot) {
        return segment[slot] == PROBATION;
    }

    /** A new entry, used just now. */
    void addHot(int slot, int weighs) {
        units[slot] = weighs;
        linkHot(slot, PROBATION);
    }

    /** A new entry, not used for longer than any other. */
    void addCold(int slot, int weighs) {
        units[slot] = weighs;
        linkCold(slot);
    }

    /** Another weight of an entry, which stays where it is. */
    void weigh(int slot, int weighs) {
        weight[segment[slot]] += weighs - units[slot];
        units[slot] = weighs;
    }

    /** An entry on probation becomes the coldest of all. */
    void chill(int slot) {
        unlink(slot);
        linkCold(slot);
    }

    /**
     * A use protects an entry; the coldest of those protected before are on probation again.
     *
     * @param heaviest what all entries may weigh
     * @param most how many there may be
     */
    void protect(int slot, long heaviest, int most) {
        unlink(slot);
        linkHot(slot, PROTECTED);
        while (coldest[PROTECTED] != hottest[PROTECTED]
                && (weight[PROTECTED] > part(heaviest) || count[PROTECTED] > part(most))) {
            int demoted = coldest[PROTECTED];
            unlink(demoted);
            linkHot(demoted, PROBATION);
        }
    }

    private static long part(long limit) {
        return limit / 100 * PROTECTED_PERCENT + limit % 100 * PROTECTED_PERCENT / 100;
    }

    void remove(int slot) {
        unlink(slot);
        units[slot] = 0;
    }

    private void linkHot(int slot, int list) {
        segment[slot] = (byte) list;
        hotter[slot] = NONE;
        colder[slot] = hottest[list];
        if (hottest[list] == NONE) {
            coldest[list] = slot;
        } else {
            hotter[hottest[list]] = slot;
        }
        hottest[list] = slot;
        weight[list] += units[slot];
        count[list]++;
    }

    private void linkCold(int slot) {
        segment[slot] = PROBATION;
        colder[slot] = NONE;
        hotter[slot] = coldest[PROBATION];
        if (coldest[PROBATION] == NONE) {
            hottest[PROBATION] = slot;
        } else {
            colder[coldest[PROBATION]] = slot;
        }
        coldest[PROBATION] = slot;
        weight[PROBATION] += units[slot];
        count[PROBATION]++;
    }

    private void unlink(int slot) {
        int list = segment[slot];
        if (hotter[slot] == NONE) {
            hottest[list] = colder[slot];
        } else {
            colder[hotter[slot]] = colder[slot];
        }
        if (colder[slot] == NONE) {
            coldest[list] = hotter[slot];
        } else {
            hotter[colder[slot]] = hotter[slot];
        }
        weight[list] -= units[slot];
        count[list]--;
    }
}
