// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * A subcache so small that everything happens at once: one bucket, and a ring that has one entry of a known id at TAIL.
 *
 * <p>Checksums are believed, so that torn data passes unless the order of loads and stores keeps it from being seen.
 */
class RingOfOne {

    static final byte OLD = 1;
    static final byte NEW = 2;
    static final byte[] ID = new byte[Long.BYTES];

    private static final int UNITS = 32;
    private static final int DATA_LENGTH = 40;
    private static final int ENTRY_UNITS = (int) EntryLayout.bytes(Long.BYTES, DATA_LENGTH) / EntryLayout.UNIT;
    private static final int RING_AT = SubcacheLayout.BUCKETS + BucketLayout.BYTES;
    private static final long NEVER = Long.MAX_VALUE;
    private static final ExpiryClock CLOCK = new ExpiryClock(InstantSource.fixed(Instant.EPOCH));
    private static final CallCounters CALLS = new CallCounters(Pieces.of(4096), 0);
    private static final IdHash HASHES = new IdHash(1);
    private static final Membership MEMBER = Members.join();

    final Memory memory = Pieces.of(RING_AT + UNITS * EntryLayout.UNIT);
    final Ring ring;
    final Index index;
    final long hash = HASHES.of(ID);
    final Subcache subcache;

    RingOfOne() {
        this(true);
    }

    RingOfOne(boolean validating) {
        ring = validating ? new Trusting(memory) : new Credulous(memory);
        index = new Index(memory, ring, 1);
        subcache = new Subcache(memory, ring, index, new LockWord(memory, MEMBER), CALLS, CLOCK);
        long first = Ring.firstPosition(UNITS);
        memory.put(SubcacheLayout.HEAD, first);
        memory.put(SubcacheLayout.TAIL, first);
    }

    private static class Trusting extends Ring {
        Trusting(Memory memory) {
            super(memory, RING_AT, UNITS);
        }

        @Override
        boolean isChecked(int check, long hash, int idLength, long expiry, byte[] data) {
            return true;
        }
    }

    private static final class Credulous extends Trusting {
        Credulous(Memory memory) {
            super(memory);
        }

        @Override
        boolean intact(long position) {
            return true;
        }

        @Override
        boolean intact(long position, long stamp) {
            return true;
        }
    }

    /** Adds the entry, as a store does. */
    final void add(byte value) {
        index.add(hash, append(value));
    }

    /** Adds the entry, with as many second chances as there are. */
    final void addUsed(byte value) {
        add(value);
        for (int use = 0; use < SlotLayout.MAXIMUM_USES; use++) {
            read();
        }
    }

    private long append(byte value) {
        return append(value, NEVER);
    }

    private long append(byte value, long expiry) {
        return ring.append(ENTRY_UNITS, ID, hash, expiry, data(value), 0);
    }

    private static byte[] data(byte value) {
        byte[] data = new byte[DATA_LENGTH];
        Arrays.fill(data, value);
        return data;
    }

    /** Adds an entry that is expired when it is read. */
    final void addExpired(byte value) {
        index.add(hash, append(value, Instant.EPOCH.toEpochMilli()));
    }

    /** Stores the entry, which overwrites the one that is there; false if the lock was not to be had within its limit. */
    final boolean store(byte value) {
        return Subcache.Outcome.BUSY != subcache.store(ID, hash, NEVER, data(value), Instant.EPOCH.toEpochMilli());
    }

    /** Replaces the entry, as a store does that needs more or less room. */
    final void replace(byte value) {
        int slotAt = index.find(ID, hash);
        index.replace(slotAt, hash, append(value));
    }

    /** Moves the entry from TAIL to HEAD, as scrolling does with one that was used. */
    final void keep() {
        long position = ring.tail();
        int slotAt = index.find(position, hash);
        if (ring.roomInLap() < ENTRY_UNITS) {
            ring.skipToNextLap();
        }
        long copy = ring.copyTailToHead(ENTRY_UNITS);
        if (slotAt != Index.NONE) {
            index.relocate(slotAt, position, hash, copy);
        }
        ring.dropTail(ENTRY_UNITS);
    }

    /** Drops the entry at TAIL and fills the ring once round, so that its bytes are overwritten. */
    final void dropAndOverwrite() {
        ring.dropTail(ENTRY_UNITS);
        while (ring.roomInLap() >= ENTRY_UNITS) {
            append(NEW);
        }
        ring.skipToNextLap();
        append(NEW);
    }

    /** What a reader has: 0 for a miss, the value if all bytes are of one store, -1 if they are not. */
    final int read() {
        byte[] data = subcache.retrieve(ID, hash, null);
        if (data == null) {
            return 0;
        }
        for (byte each : data) {
            if (each != data[0]) {
                return -1;
            }
        }
        return data[0];
    }
}
