// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.Predicate;

import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Header;

/**
 * Keeps what lies on disk within its limits. Who is going to write takes room first; where there is none, the coldest
 * entries go, in the writer's own thread and a few at a time, so that there never is a pause for all. Sizes are counted in
 * blocks of the file system, drafts included.
 */
final class Capacity {

    /** What files are rounded up to, as most file systems do. */
    static final int UNIT = 4096;

    /** Uses that follow one another sooner are not written down one by one. */
    private static final int REMEMBERED_SECONDS = 60;

    private static final int ARRANGED_AT_ONCE = 1000;

    /** Where so many entries one after the other cannot be deleted, no others are tried. */
    private static final int FAILED_EVICTIONS = 8;

    /** So much of a disk that was full is left free, or this part of what lies there if that is less. */
    private static final int FREE_OF_FULL = 1024;

    private static final int FREE_PART_OF_FULL = 16;

    private static final long YEAR_2000 = 946_684_800;

    private final Index index = new Index();
    private final InstantSource clock;
    private final Predicate<EntryName> evictor;
    private long sizeLimit;
    private int entryLimit;
    /** What the disk has turned out to have room for. */
    private long roomFound = Long.MAX_VALUE;

    private long taken;
    /** Entries that are being written and not in the index yet. */
    private int coming;

    /** What may be there that was not found yet; 0 once all has been. */
    private long unseen;

    private int unseenEntries;
    private long evicted;
    private boolean arranged;

    /** @param evictor deletes the files of an entry that has to go, false if they stay; called without any lock */
    Capacity(InstantSource clock, Predicate<EntryName> evictor) {
        this.clock = clock;
        this.evictor = evictor;
    }

    /** How many units files of these lengths take. */
    static int units(long... bytes) {
        long units = 0;
        for (long length : bytes) {
            units += (length + UNIT - 1) / UNIT;
        }
        return (int) Math.min(units, Integer.MAX_VALUE);
    }

    /** A time in seconds since the year 2000, which fit until 2068. */
    static int seconds(long millis) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, millis / 1000 - YEAR_2000));
    }

    /** Sets other limits; they hold from the next write on. */
    synchronized void limit(long bytes, int entries) {
        sizeLimit = bytes / UNIT;
        entryLimit = entries;
    }

    /**
     * What is there is not known: as far as the limits let it, it is reckoned with, until it is found or {@link #seenAll}. So
     * they hold from the first write on, at the price of some that are refused, or make others go in vain.
     */
    synchronized void expectUnseen() {
        unseen = sizeLimit;
        unseenEntries = entryLimit;
    }

    /** There is no more than was found. */
    synchronized void seenAll() {
        unseen = 0;
        unseenEntries = 0;
    }

    /**
     * The disk is full before the limit is reached. A little less than there is has to do from here on, so that what is new finds
     * room by what goes for it, and not every other write fails. While it is not known what there is, nothing goes for that.
     */
    synchronized void makeDo() {
        if (unseen == 0) {
            roomFound = Math.min(roomFound, taken - Math.min(FREE_OF_FULL, taken / FREE_PART_OF_FULL));
        }
    }

    /** Whether it makes do with less than the limit. */
    synchronized boolean makesDo() {
        return roomFound < sizeLimit;
    }

    /** So many bytes are free on a disk that was full. */
    synchronized void free(long bytes) {
        roomFound = Math.max(roomFound, taken + bytes / UNIT - FREE_OF_FULL);
    }

    /** The limit is tried again. */
    synchronized void tryLimit() {
        roomFound = Long.MAX_VALUE;
    }

    private long room() {
        return Math.min(sizeLimit, roomFound);
    }

    private boolean hasRoom(int units, int entries) {
        return taken + unseen + units <= room() && index.size() + unseenEntries + coming + entries <= entryLimit;
    }

    /**
     * Takes room for a write.
     *
     * @param units how much
     * @param entries 1 if a new entry is to come of it; its place is kept until it is {@link #placed} or given back
     * @return false if that much cannot be had: then nothing has to go for it
     */
    boolean take(int units, int entries) {
        int failed = 0;
        while (failed < FAILED_EVICTIONS) {
            Index.Weighed victim;
            synchronized (this) {
                if (hasRoom(units, entries)) {
                    index.reserve(coming + entries);
                    taken += units;
                    coming += entries;
                    return true;
                }
                // what is being written stays, whatever goes
                boolean hopeless = taken - index.weight() + units > room() || coming + entries > entryLimit;
                victim = hopeless ? null : index.takeColdest();
                if (victim == null) {
                    return false;
                }
            }
            if (evictor.test(victim.name())) {
                evicted(victim);
            } else {
                stays(victim);
                failed++;
            }
        }
        return false;
    }

    private synchronized void evicted(Index.Weighed victim) {
        taken -= victim.units();
        evicted++;
    }

    /** It takes its room still, and is not the next to be tried again. */
    private synchronized void stays(Index.Weighed victim) {
        if (index.units(victim.name()) == 0) {
            index.put(victim.name(), victim.units(), now());
        } else {
            // written anew meanwhile, all of it was counted
            taken -= victim.units();
        }
    }

    /** Counts files that are there whatever the limits say. */
    synchronized void hold(int units) {
        taken += units;
        unseen = Math.max(0, unseen - Math.max(0, units));
    }

    /** Gives room back, and the place of an entry that does not come. */
    synchronized void give(int units, int entries) {
        taken -= units;
        coming -= entries;
    }

    /**
     * An entry is in its place; the room of what it replaces is given back.
     *
     * @param units what it weighs now
     * @param alreadyTaken how much of that room was taken for it
     * @param entries how many places were taken for it
     */
    synchronized void placed(EntryName name, int units, int alreadyTaken, int entries) {
        taken += units - alreadyTaken - index.put(name, units, now());
        coming -= entries;
    }

    /** An entry was used; true if that is to be written down where other processes see it. */
    synchronized boolean used(EntryName name) {
        return index.touch(name, now(), REMEMBERED_SECONDS, sizeLimit, entryLimit);
    }

    /** An entry has gone. */
    synchronized void gone(EntryName name) {
        taken -= index.remove(name);
    }

    /** A walk through the tree came by an entry. */
    synchronized void found(EntryName name, int units, int lastUse, int round) {
        int before = index.found(name, units, lastUse, round);
        taken += units - before;
        if (before == 0) {
            // the disk had room for it, too
            roomFound += makesDo() ? units : 0;
            unseen = Math.max(0, unseen - units);
            unseenEntries = Math.max(0, unseenEntries - 1);
        }
    }

    /** What the header of an entry says, which was read or written just now. */
    synchronized void learn(EntryName name, Header header) {
        index.learn(name, seconds(header.expiry()), (int) header.bodyId());
    }

    /**
     * A walk came by the names of an entry's files.
     *
     * @param bodyId that of the body which is there; 0 if there is none
     * @return true if nothing else is to be learnt from them: it is the entry that a walk has read or that was written here, and
     *     not expired
     */
    synchronized boolean pass(EntryName name, long bodyId, int round) {
        return index.pass(name, (int) bodyId, now(), round);
    }

    /**
     * The first walk has seen all that was there before: it is put into the order of its last use, behind all that was used
     * since. A few at a time, so that no hit waits for all of them.
     */
    void arrange(int since) {
        long[] byUse;
        synchronized (this) {
            byUse = index.foundBefore(since);
        }
        Arrays.sort(byUse);
        for (int end = byUse.length; end > 0; end -= ARRANGED_AT_ONCE) {
            synchronized (this) {
                index.arrange(byUse, Math.max(0, end - ARRANGED_AT_ONCE), end);
            }
        }
        synchronized (this) {
            arranged = true;
            seenAll();
        }
    }

    /** Whether all that was there before is known of. */
    synchronized boolean isArranged() {
        return arranged;
    }

    synchronized EntryName[] missing(int round, int[] place, int most) {
        return index.missing(round, place, most);
    }

    /** Brings it below its limits after they were lowered, or another process has written. */
    void settle() {
        take(0, 0);
    }

    synchronized boolean knows(EntryName name) {
        return index.units(name) > 0;
    }

    synchronized int entries() {
        return index.size();
    }

    synchronized long bytes() {
        return taken * UNIT;
    }

    synchronized long evictions() {
        return evicted;
    }

    synchronized long indexMemory() {
        return index.memory();
    }

    int now() {
        return seconds(clock.millis());
    }
}
