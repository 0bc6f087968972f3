// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what goes wrong, by reason. An error of the disk makes the storage stand down for some seconds, so that a site with
 * a broken disk does not pay for it with each request; the first write that works again ends it. One line in the log when it
 * begins, one when it is over.
 */
final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private static final long STAND_DOWN_MILLIS = 2000;

    /** Files that cannot be used are told of once in so long. */
    private static final long WARNING_MILLIS = 60_000;

    /** Less than this is a full disk: errors tell the reason only in the words of the machine's language. */
    private static final long ROOM_OF_A_FULL_DISK = 1L << 20;

    private final Path root;
    private final InstantSource clock;
    private final Map<Fault, LongAdder> counts = new EnumMap<>(Fault.class);
    private volatile Fault trouble;
    private volatile long standsDownUntil;
    private final AtomicLong warned = new AtomicLong(-WARNING_MILLIS);

    Faults(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
        for (Fault fault : Fault.values()) {
            counts.put(fault, new LongAdder());
        }
    }

    long count(Fault fault) {
        return counts.get(fault).sum();
    }

    void add(Fault fault) {
        counts.get(fault).increment();
    }

    /** Whether nothing is to be written for now. */
    boolean standsDown() {
        long left = standsDownUntil - clock.millis();
        // more than that is left where the clock was put back
        return trouble != null && left > 0 && left <= STAND_DOWN_MILLIS;
    }

    /** What stands in the way of writing, or null. */
    Fault trouble() {
        return trouble;
    }

    /** The disk cannot be written to. Returns why; null if that is not its fault. */
    Fault failed(IOException error) {
        if (isInterrupt(error)) {
            return null;
        }
        Fault fault = classify();
        failed(fault, error);
        return fault;
    }

    /**
     * One file or directory cannot be used: a bad sector, another user's. That is no reason to do without all the others, as
     * long as the root is well.
     */
    void unusable(IOException error) {
        if (isInterrupt(error)) {
            return;
        }
        Fault ofRoot = ofRoot();
        if (ofRoot != null) {
            failed(ofRoot, error);
            return;
        }
        add(Fault.IO_ERROR);
        long now = clock.millis();
        long last = warned.get();
        if (Math.abs(now - last) >= WARNING_MILLIS && warned.compareAndSet(last, now)) {
            LOG.warn("{}: {}; this entry is not cached, FaultsByReason IO_ERROR counts others", root, error.toString());
        }
    }

    /** The thread is to end, the disk is well. */
    private static boolean isInterrupt(IOException error) {
        return error instanceof ClosedByInterruptException;
    }

    private void failed(Fault fault, IOException error) {
        add(fault);
        standsDownUntil = clock.millis() + STAND_DOWN_MILLIS;
        synchronized (this) {
            if (trouble == null) {
                trouble = fault;
                LOG.error("{}: {}; nothing is cached there until it works again", root, sentence(fault), error);
            }
        }
    }

    void worked() {
        if (trouble == null) {
            return;
        }
        synchronized (this) {
            if (trouble != null) {
                trouble = null;
                LOG.info("{}: works again", root);
            }
        }
    }

    /** An entry that is not what was written: it has been taken out. */
    void damaged(Fault fault, Path file) {
        add(fault);
        LOG.warn("{}: {}, taken out", file, fault == Fault.DAMAGED_BODY ? "damaged body" : "damaged header");
    }

    /** What is wrong with the root; null if it may be written to. */
    private Fault ofRoot() {
        return !Files.isDirectory(root) ? Fault.VANISHED : !Files.isWritable(root) ? Fault.READ_ONLY : null;
    }

    private Fault classify() {
        Fault ofRoot = ofRoot();
        if (ofRoot != null) {
            return ofRoot;
        }
        try {
            return Files.getFileStore(root).getUsableSpace() < ROOM_OF_A_FULL_DISK ? Fault.FULL : Fault.IO_ERROR;
        } catch (IOException e) {
            return Fault.IO_ERROR;
        }
    }

    private static String sentence(Fault fault) {
        return switch (fault) {
            case FULL -> "the file system is full";
            case READ_ONLY -> "may not be written to";
            case VANISHED -> "is not there";
            default -> "cannot be written to";
        };
    }
}
