// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheStatus;
import org.socache.api.EntryVisitor;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;

/**
 * A mapped segment: the subcaches, and this process's membership. Java cannot unmap memory while somebody might read it;
 * after {@link #close} it is the garbage collector's to unmap when the last reader is gone.
 */
final class Segment {

    private static final Logger LOG = LoggerFactory.getLogger(Segment.class);

    private static final int SUBCACHE_SHIFT = 56;
    private static final long CLOSE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_PAUSE_NANOS = 100_000;

    private final Path path;
    private final SegmentFile.Mapped mapped;
    private final Membership membership;
    private final Memory counters;
    private final IdHash hashes;
    private final ExpiryClock clock;
    private final Subcache[] subcaches;

    /**
     * How memory and rings are made; tests put in ones that stop at a chosen store, or that do not validate.
     *
     * @param memory makes the access to a mapping
     * @param ring makes a ring
     */
    record Parts(Function<ByteBuffer, Memory> memory, RingMaker ring) {
        static final Parts REAL = new Parts(Memory::of, Ring::new);
    }

    /** The constructor of a {@link Ring}. */
    @FunctionalInterface
    interface RingMaker {
        Ring make(Memory memory, int start, int units);
    }

    private Segment(Path path, SegmentFile.Mapped mapped, Membership membership, InstantSource clock, Parts parts) {
        this.path = path;
        this.mapped = mapped;
        this.membership = membership;
        this.counters = Memory.of(mapped.counters());
        this.clock = new ExpiryClock(clock);
        this.hashes = new IdHash(mapped.header().hashSeed());
        CallCounters calls = new CallCounters(counters, membership.member());
        this.subcaches = new Subcache[mapped.subcaches().length];
        for (int number = 0; number < subcaches.length; number++) {
            subcaches[number] = subcache(parts.memory().apply(mapped.subcaches()[number]), calls, parts.ring());
        }
    }

    private Subcache subcache(Memory memory, CallCounters calls, RingMaker maker) {
        Geometry geometry = geometry();
        Ring ring = maker.make(memory, geometry.ringAt(), geometry.ringUnits());
        Index index = new Index(memory, ring, geometry.buckets());
        return new Subcache(memory, ring, index, new LockWord(memory, membership), calls, clock);
    }

    /**
     * Attaches to the segment at a path, or creates it.
     *
     * @param size of a segment that is created; one that exists keeps its own
     * @throws InvalidSpecificationException if the file is no segment, or cannot be had; the message says why
     */
    static Segment open(Path path, long size, Hints hints, String consumer, InstantSource clock, Parts parts)
            throws IOException, InvalidSpecificationException {
        LockFile lockFile = LockFile.open(path);
        try {
            SegmentFile file = new SegmentFile(path, lockFile, MemoryLimit.ofContainer());
            SegmentFile.Mapped mapped = file.open(size, hints, consumer);
            Segment segment = new Segment(path, mapped, lockFile.join(), clock, parts);
            if (mapped.header().askedSize() != size) {
                LOG.warn(
                        "{} exists with size {} and keeps it; {} is asked for: remove it while nobody uses it to change that",
                        path,
                        mapped.header().askedSize(),
                        size);
            }
            return segment;
        } catch (IOException | InvalidSpecificationException | RuntimeException failure) {
            lockFile.close();
            throw failure;
        }
    }

    Geometry geometry() {
        return mapped.header().geometry();
    }

    SegmentHeader header() {
        return mapped.header();
    }

    /** Why this is no longer the file at its path, or null if it is. */
    String whyDetached() {
        return SegmentFile.whyDetached(path, mapped);
    }

    byte[] retrieve(byte[] id, Reading reading) {
        long hash = hashes.of(id);
        return subcache(hash).retrieve(id, hash, reading);
    }

    Subcache.Outcome store(byte[] id, long expiry, byte[] data, long now) {
        long hash = hashes.of(id);
        Subcache subcache = subcache(hash);
        try {
            return subcache.store(id, hash, expiry, data, now);
        } catch (Error error) {
            subcache.lock().releaseIfMine(); // it may have struck in the release itself
            throw error;
        }
    }

    boolean remove(byte[] id, long now) {
        long hash = hashes.of(id);
        return subcache(hash).remove(id, hash, now);
    }

    /** Drops the id's entry without counting a remove: a store was refused, and must not leave the old value. */
    void discard(byte[] id, long now) {
        long hash = hashes.of(id);
        subcache(hash).discard(id, hash, now);
    }

    private Subcache subcache(long hash) {
        return subcaches[(int) (hash >>> SUBCACHE_SHIFT) & subcaches.length - 1];
    }

    void iterate(long now, EntryVisitor visitor) {
        for (Subcache subcache : subcaches) {
            if (!subcache.iterate(hashes, now, visitor)) {
                return;
            }
        }
    }

    /** Whether another process, or another instance in this one, uses the segment now. */
    boolean isShared() {
        return !membership.isAlone();
    }

    /**
     * Empties all subcaches.
     *
     * @throws InternalError if the file was truncated. Any access to its memory throws that, except a compare-and-set, with which
     *     this begins: one that is not compiled yet ends the JVM, so the file is asked first
     */
    void clear() {
        if (SegmentFile.isTruncated(path, mapped)) {
            throw new InternalError(whyDetached());
        }
        for (Subcache subcache : subcaches) {
            subcache.clear();
        }
    }

    CacheStatus status(long now, Hints hints) {
        SegmentStatus status = new SegmentStatus(header());
        for (Subcache subcache : subcaches) {
            subcache.addTo(status, now);
        }
        status.detail("CacheMaximumEntrySize", geometry().largestObject(hints));
        status.detail("CacheFileDetached", whyDetached() == null ? 0 : 1);
        return status.toCacheStatus(counters);
    }

    /** Leaves. Lets threads finish that are in a critical section; readers may go on, into memory that stays. */
    void close() throws IOException {
        clock.close();
        membership.leave();
        long start = System.nanoTime();
        while (isAnyoneInside()) {
            if (System.nanoTime() - start > CLOSE_LIMIT_NANOS) {
                LOG.warn(
                        "{}: a thread has been writing for more than a second; keeping its membership until this JVM ends",
                        path);
                return;
            }
            LockSupport.parkNanos(CLOSE_PAUSE_NANOS);
        }
        membership.end();
    }

    private boolean isAnyoneInside() {
        for (Subcache subcache : subcaches) {
            if (subcache.lock().isOwnedByMember()) {
                return true;
            }
        }
        return false;
    }
}
