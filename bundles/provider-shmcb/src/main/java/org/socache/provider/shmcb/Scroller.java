// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/** Makes room in a subcache's ring, for who owns its lock. Counterpart: the loop over expired and oldest entries in {@code shmcb_subcache_store}. */
final class Scroller {

    /** How many entries in a row may get their second chance before one has to go, used or not. */
    private static final int KEPT_IN_A_ROW = 8;

    /** This share of the ring is kept free, so that an entry can be copied from TAIL to HEAD before it is dropped. */
    private static final int SPARE_SHARE = 64;

    private final Memory memory;
    private final Ring ring;
    private final Index index;
    private final int spareUnits;

    Scroller(Memory memory, Ring ring, Index index) {
        this.memory = memory;
        this.ring = ring;
        this.index = index;
        this.spareUnits = ring.units() / SPARE_SHARE;
    }

    /**
     * Scrolls until so many units can be written at HEAD in one piece. What scrolls off is the oldest; one that was
     * retrieved since it was written goes to the front instead and lives on, as in the CLOCK algorithm.
     */
    void makeRoom(int units, long now) {
        int keptInARow = 0;
        for (; ; ) {
            int room = ring.roomInLap();
            int needed = Math.min(units, room);
            if (ring.free() < Math.min(needed + spareUnits, ring.units())) {
                keptInARow = scroll(keptInARow < KEPT_IN_A_ROW, now) ? keptInARow + 1 : 0;
            } else if (units <= room) {
                return;
            } else {
                ring.skipToNextLap();
            }
        }
    }

    /** Takes the oldest entry away from TAIL; returns whether it was kept at the front. */
    private boolean scroll(boolean mayKeep, long now) {
        int units = ring.unitsAtTail();
        if (units == 0) {
            repair();
            return false;
        }
        boolean kept = !ring.isFillerAtTail() && scrollEntry(units, mayKeep, now);
        index.sweep(units);
        ring.dropTail(units);
        return kept;
    }

    private boolean scrollEntry(int units, boolean mayKeep, long now) {
        long position = ring.tail();
        int entryAt = ring.at(position);
        long hash = ring.hash(entryAt);
        int slotAt = index.find(position, hash);
        if (slotAt == Index.NONE) {
            return false; // removed or replaced
        }
        if (ring.expiry(entryAt) <= now) {
            memory.increment(SubcacheLayout.EXPIRED);
            return false;
        }
        boolean isWorth = SlotLayout.uses(index.slot(slotAt)) > 0 && !EntryLayout.isUnfinished(ring.stamp(entryAt));
        if (!mayKeep || !isWorth || !canBeCopied(units)) {
            memory.increment(SubcacheLayout.SCROLLED);
            return false;
        }
        index.relocate(slotAt, position, hash, ring.copyTailToHead(units));
        memory.increment(SubcacheLayout.KEPT);
        return true;
    }

    private boolean canBeCopied(int units) {
        return units <= ring.roomInLap() && units <= ring.free();
    }

    /** Memory was damaged by something that is not this program: this subcache starts afresh, the others go on. */
    void repair() {
        index.clear(); // before TAIL leaps: see Index.sweep
        ring.reset();
        memory.increment(SubcacheLayout.REPAIRS);
    }
}
