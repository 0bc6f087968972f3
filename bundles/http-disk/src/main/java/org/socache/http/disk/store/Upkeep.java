// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a storage on a thread of its own, beside the service: {@link Walks} again and again, and between them it writes
 * down which entries were used.
 */
public final class Upkeep implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** How soon after it a use is written down. */
    private static final Duration USES = Duration.ofSeconds(5);

    /** Uses that are still written down at the end. */
    private static final int LAST_USES = 10_000;

    private final DiskStorage storage;
    private final Pace pace = new Pace();
    private final Walks walks;
    private final Thread thread = new Thread(this::run, "socache-disk-upkeep");
    private volatile Duration interval;

    /** @param interval between the ends of walks and the beginnings of the next */
    public Upkeep(DiskStorage storage, InstantSource clock, Duration interval) {
        this.storage = storage;
        this.walks = new Walks(storage, pace);
        this.interval = interval;
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    /** Sets another interval; it holds for the rest between walks that is under way, too. */
    public void configure(Duration changed) {
        interval = changed;
        pace.wake();
    }

    /** Begins with the first walk. */
    public void start() {
        if (Files.exists(storage.root())) {
            storage.capacity().expectUnseen();
        }
        thread.start();
    }

    /** Walks that have come to their end. */
    public int rounds() {
        return walks.rounds();
    }

    /** Files taken out because they were expired, damaged, or left behind. */
    public long cleaned() {
        return walks.cleaned() + storage.kept().leftovers().deleted();
    }

    private void run() {
        while (!pace.hasEnded()) {
            goOnAfterErrors(() -> round(!storage.capacity().isArranged()));
            // one that broke off has found what it could: the next is an hour away
            storage.capacity().seenAll();
            goOnAfterErrors(this::rest);
        }
        storage.uses().writeDown(LAST_USES);
    }

    /** A part of the work. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** There is but one thread for it: a moment without heap must not be the end of all upkeep. */
    private void goOnAfterErrors(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            storage.faults().failed(e);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("{}: the upkeep of the disk cache broke off and begins anew", storage.root(), e);
        }
    }

    void round(boolean first) throws IOException {
        walks.round(first);
    }

    /** Until the next walk. */
    private void rest() {
        long began = System.nanoTime();
        while (!pace.hasEnded() && interval.toNanos() > System.nanoTime() - began) {
            storage.housekeeping().tidy();
            storage.housekeeping().lookForRoom();
            writeDownUses();
            long slice = System.nanoTime();
            pace.await(() -> Math.min(
                    interval.toNanos() - (System.nanoTime() - began), USES.toNanos() - (System.nanoTime() - slice)));
        }
    }

    private void writeDownUses() {
        pace.begin();
        while (!pace.hasEnded() && storage.uses().writeDown(Uses.AT_ONCE)) {
            pace.pause();
        }
    }

    /** Ends the walk that is under way, within moments. */
    @Override
    public void close() {
        pace.end();
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
