// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Header;
import org.socache.http.disk.file.OwnerOnly;
import org.socache.http.disk.file.Tree;

/**
 * Walks through the tree again and again, on a thread of its own, beside the service. The first walk finds what is there,
 * by names and sizes alone. Those after it are slow on purpose: they read headers and take out what has expired, is
 * damaged, or belongs to no entry, and learn of what other processes have written or deleted.
 */
public final class Upkeep implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** What was left behind is deleted when nobody can be working on it any more. */
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    /** A pause after so many looks keeps the disk free for the service; a million entries take ten minutes. */
    private static final int LOOKS_BETWEEN_PAUSES = 20;

    private static final long SHORTEST_PAUSE_MILLIS = 10;

    /** So many times what the looks took: where the disk is slow, or busy with others, the walk waits for longer. */
    private static final int PAUSE_FOR_WORK = 4;

    private static final int SWEEP = 1000;

    private final DiskStorage storage;
    private final Tree tree;
    private final InstantSource clock;
    private final LongAdder cleaned = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition waking = lock.newCondition();
    private final Thread thread = new Thread(this::run, "socache-disk-upkeep");
    private volatile Duration interval;
    private volatile boolean closed;
    private volatile int rounds;
    /** The walking thread's own: looks so far, and when the last pause ended. */
    private int looks;

    private long resumed;

    /** @param interval between the ends of walks and the beginnings of the next */
    public Upkeep(DiskStorage storage, InstantSource clock, Duration interval) {
        this.storage = storage;
        this.tree = storage.tree();
        this.clock = clock;
        this.interval = interval;
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    /** Sets another interval; it holds for the rest between walks that is under way, too. */
    public void configure(Duration changed) {
        lock.lock();
        try {
            interval = changed;
            waking.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Begins with the first walk. */
    public void start() {
        thread.start();
    }

    /** Walks that have come to their end. */
    public int rounds() {
        return rounds;
    }

    /** Files taken out because they were expired, damaged, or left behind. */
    public long cleaned() {
        return cleaned.sum();
    }

    private void run() {
        while (!closed) {
            try {
                round(rounds == 0);
            } catch (IOException e) {
                storage.faults().failed(e);
            } catch (RuntimeException e) {
                LOG.error("{}: a walk through the disk cache broke off", tree.root(), e);
            }
            rest();
        }
    }

    /** One walk; the first one only makes the root and counts. */
    void round(boolean first) throws IOException {
        int began = storage.capacity().now();
        resumed = System.nanoTime();
        int round = 1 + (rounds & 63);
        if (first) {
            // from here on a root that is not there has gone
            OwnerOnly.createDirectories(tree.root());
        }
        if (Files.isDirectory(tree.root())) {
            cleanDrafts();
            tree.walk(directory -> {
                directory(directory, round, first);
                return !closed;
            });
        }
        if (closed) {
            return;
        }
        if (first) {
            storage.capacity().arrange(began);
        } else {
            sweep(round);
        }
        storage.deleteRevoked();
        storage.capacity().settle();
        rounds++;
    }

    /** The files of one entry. */
    private static final class Found {
        private int units;
        private long used;
        private long newest;
        private boolean header;
        private final Map<Long, Path> bodies = new HashMap<>(2);
    }

    private void directory(Path directory, int round, boolean first) throws IOException {
        Map<EntryName, Found> entries = list(directory);
        for (Map.Entry<EntryName, Found> entry : entries.entrySet()) {
            Found found = entry.getValue();
            if (!found.header) {
                cleanOrphans(found.bodies, 0);
            } else if (!first || found.bodies.size() > 1) {
                inspect(entry.getKey(), found, round);
            } else {
                count(entry.getKey(), found, round);
            }
            beGentle(first);
        }
        beGentle(first);
    }

    /** Called after each look at an entry or a directory: most directories have fewer entries than lie between two pauses. */
    private void beGentle(boolean first) {
        if (!first && ++looks % LOOKS_BETWEEN_PAUSES == 0) {
            long worked = System.nanoTime() - resumed;
            pause(Math.max(SHORTEST_PAUSE_MILLIS, PAUSE_FOR_WORK * TimeUnit.NANOSECONDS.toMillis(worked)));
            resumed = System.nanoTime();
        }
    }

    private static Map<EntryName, Found> list(Path directory) throws IOException {
        Map<EntryName, Found> entries = new HashMap<>();
        Files.walkFileTree(directory, Set.of(), 1, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                Tree.Kind kind = Tree.kind(name);
                if (attributes.isRegularFile() && (kind == Tree.Kind.HEADER || kind == Tree.Kind.DATA)) {
                    Found found = entries.computeIfAbsent(Tree.name(name), n -> new Found());
                    long changed = attributes.lastModifiedTime().toMillis();
                    found.units += Capacity.units(attributes.size());
                    found.newest = Math.max(found.newest, changed);
                    if (kind == Tree.Kind.HEADER) {
                        found.header = true;
                        found.used = changed;
                    } else {
                        found.bodies.put(Tree.bodyId(name), file);
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException goneMeanwhile) {
                return FileVisitResult.CONTINUE;
            }
        });
        return entries;
    }

    /** Looks into one header. */
    private void inspect(EntryName name, Found found, int round) {
        try {
            inspect(name, found, Header.read(tree.header(name)), round);
        } catch (NoSuchFileException goneMeanwhile) {
            LOG.trace("{} has gone", name, goneMeanwhile);
        } catch (IOException e) {
            // it takes room, and goes when it is the coldest; the walk goes on
            unusable(tree.header(name), e);
            count(name, found, round);
        }
    }

    private void unusable(Path file, IOException error) {
        storage.faults().add(Fault.IO_ERROR);
        LOG.debug("{}: left as it is", file, error);
    }

    private void count(EntryName name, Found found, int round) {
        storage.capacity().found(name, found.units, (int) (found.used / 1000), round);
    }

    private void inspect(EntryName name, Found found, Header header, int round) {
        if (header == null) {
            storage.faults().damaged(Fault.DAMAGED_HEADER, tree.header(name));
        }
        boolean old = found.newest < clock.millis() - ABANDONED.toMillis();
        boolean bodyMissing = header != null && header.bodyId() != 0 && !found.bodies.containsKey(header.bodyId());
        if (isLost(header) || bodyMissing && old) {
            if (storage.remove(name, now -> isLost(now) || bodyMissing && now.bodyId() == header.bodyId())) {
                cleaned.increment();
            }
            return;
        }
        if (header.bodyId() == 0 || found.bodies.size() > 1) {
            cleanOrphans(found.bodies, header.bodyId());
        }
        count(name, found, round);
    }

    private boolean isLost(Header header) {
        return header == null || storage.isExpired(header);
    }

    private void cleanOrphans(Map<Long, Path> bodies, long kept) {
        for (Map.Entry<Long, Path> body : bodies.entrySet()) {
            if (body.getKey() != kept) {
                cleanIfAbandoned(body.getValue());
            }
        }
    }

    private void cleanDrafts() throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(tree.drafts(), "*" + Tree.DRAFT)) {
            for (Path draft : drafts) {
                cleanIfAbandoned(draft);
            }
        } catch (NoSuchFileException none) {
            LOG.trace("{}: no drafts", tree.root(), none);
        }
    }

    private void cleanIfAbandoned(Path file) {
        try {
            long age = clock.millis() - Files.getLastModifiedTime(file).toMillis();
            if (age > ABANDONED.toMillis() && Files.deleteIfExists(file)) {
                cleaned.increment();
            }
        } catch (NoSuchFileException goneMeanwhile) {
            LOG.trace("{} has gone", file, goneMeanwhile);
        } catch (IOException e) {
            unusable(file, e);
        }
    }

    /** Forgets entries that the walk did not come by: another process, or somebody by hand, has deleted them. */
    private void sweep(int round) {
        int[] place = {0};
        EntryName[] missing;
        do {
            missing = storage.capacity().missing(round, place, SWEEP);
            for (EntryName name : missing) {
                storage.forget(name);
                beGentle(false);
            }
        } while (missing.length == SWEEP && !closed);
    }

    private void rest() {
        await(() -> interval);
    }

    private void pause(long millis) {
        Duration wanted = Duration.ofMillis(millis);
        await(() -> wanted);
    }

    private void await(Supplier<Duration> wanted) {
        long began = System.nanoTime();
        lock.lock();
        try {
            long left = wanted.get().toNanos();
            while (left > 0 && !closed) {
                waking.awaitNanos(left);
                left = wanted.get().toNanos() - (System.nanoTime() - began);
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the walk that is under way, within moments. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waking.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
