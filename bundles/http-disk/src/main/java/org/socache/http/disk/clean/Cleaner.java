// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.clean;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Header;
import org.socache.http.disk.file.Tree;

/**
 * Brings a tree below its limits. The first walk counts, and deletes what belongs to nothing; where a limit is passed, a
 * second one deletes what goes first by {@link Ranks}. So neither time nor memory grows with the square, or at all, of what
 * is there: one directory's listing is held at a time.
 *
 * <p>Other than htcacheclean it goes by last use, deletes nothing that is below the limits, and tolerates a node at work.
 */
final class Cleaner {

    /** What nobody can be working on any more. */
    private static final long ABANDONED_MILLIS = 3_600_000;

    private static final int DELETIONS_BETWEEN_PAUSES = 10;

    private static final long PAUSE_MILLIS = 10;

    /** The ranks of files that belong to no entry. */
    private static final int GONE = -1;

    private static final int STAYS = Integer.MAX_VALUE;

    private final Options options;
    private final Tree tree;
    /** One moment for all of it: ranks would shift between the walks. */
    private final long now;

    private final CountDownLatch stop;
    private final Statistics statistics = new Statistics();
    private int deletions;
    private long bytesOfCut;
    private long inodesOfCut;

    /** Whether headers are read: the second walk can do without when it is the last use alone that counts. */
    private boolean reads = true;

    /** @param stop counted down when it is to come to its end */
    Cleaner(Options options, Tree tree, InstantSource clock, CountDownLatch stop) {
        this.options = options;
        this.tree = tree;
        this.now = clock.millis();
        this.stop = stop;
    }

    /** One entry with its files. */
    private static final class Found {
        private Header header;
        /** Goes by its last use: whether it is worth anything, who may read it knows. */
        private boolean unreadable;

        private Path headerFile;
        private long used;
        private long newest;
        private long size;
        private final List<Path> bodies = new ArrayList<>(1);

        int files() {
            return bodies.size() + (headerFile == null ? 0 : 1);
        }
    }

    /** Cleans once; false if it was stopped. */
    boolean run() throws IOException {
        Ranks ranks = new Ranks();
        drafts();
        tree.walk(
                directory -> {
                    count(directory, ranks);
                    return goOn(directory);
                },
                this::skip);
        statistics.begin();
        Ranks.Cut cut = ranks.cut(
                excess(statistics.size, options.sizeLimit()), excess(statistics.inodes, options.inodeLimit()));
        bytesOfCut = cut.bytes();
        inodesOfCut = cut.inodes();
        reads = ranks.hasOtherThanFresh();
        if (cut.isNeeded() && stop.getCount() > 0) {
            tree.walk(
                    directory -> {
                        for (Found found : list(directory).values()) {
                            deleteByRank(found, cut.rank());
                        }
                        return goOn(directory);
                    },
                    this::skip);
        }
        return stop.getCount() > 0;
    }

    /** One bad directory or file is no reason to let the disk run full of all others. */
    private void skip(IOException error) {
        statistics.skipped++;
    }

    Statistics statistics() {
        return statistics;
    }

    private static long excess(long is, long limit) {
        return limit == 0 ? 0 : is - limit;
    }

    private boolean goOn(Path directory) throws IOException {
        if (options.deletesDirectories() && !options.is('D')) {
            deleteEmpty(directory);
        }
        return options.is('n') ? !pause() : stop.getCount() > 0;
    }

    /** From the leaf up to the root, as far as they are empty. Counted are the leaves. */
    private void deleteEmpty(Path leaf) throws IOException {
        try {
            Files.delete(leaf);
            statistics.inodes--;
            for (Path above = leaf.getParent(); !above.equals(tree.root()); above = above.getParent()) {
                Files.delete(above);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException itsParentsAreNotEmptyEither) {
            return;
        }
    }

    private Map<EntryName, Found> list(Path directory) throws IOException {
        Map<EntryName, Found> entries = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                Tree.Kind kind = Tree.kind(name);
                if (kind == Tree.Kind.HEADER || kind == Tree.Kind.DATA) {
                    add(file, kind, entries.computeIfAbsent(Tree.name(name), n -> new Found()));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException goneMeanwhile) {
            return Map.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    private void add(Path file, Tree.Kind kind, Found found) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            long changed = attributes.lastModifiedTime().toMillis();
            found.newest = Math.max(found.newest, changed);
            found.size += (attributes.size() + options.rounding() - 1) / options.rounding() * options.rounding();
            if (kind == Tree.Kind.HEADER) {
                found.headerFile = file;
                found.used = changed;
                readHeader(file, found);
            } else {
                found.bodies.add(file);
            }
        } catch (NoSuchFileException goneMeanwhile) {
            found.newest = Math.max(found.newest, now);
        }
    }

    private void readHeader(Path file, Found found) throws NoSuchFileException {
        try {
            found.header = reads ? Header.read(file) : null;
        } catch (NoSuchFileException goneMeanwhile) {
            throw goneMeanwhile;
        } catch (IOException e) {
            found.unreadable = true;
        }
    }

    /** Where empty directories are deleted, one goes with the last of its entries. */
    private void count(Path directory, Ranks ranks) throws IOException {
        statistics.inodes++;
        int last = GONE;
        for (Found found : list(directory).values()) {
            last = Math.max(last, count(found, ranks));
        }
        if (options.deletesDirectories() && last != GONE && last != STAYS) {
            ranks.add(last, 0, 1);
        }
    }

    /** Returns its rank, {@link #GONE} or {@link #STAYS}. */
    private int count(Found found, Ranks ranks) {
        int rank = STAYS;
        if (found.header != null || found.unreadable) {
            rank = rank(found);
            statistics.entries++;
            statistics.unreadable += found.unreadable ? 1 : 0;
            ranks.add(rank, found.size, found.files());
        } else if ((options.is('r') || isAbandoned(found.newest)) && deleteFiles(found)) {
            return GONE;
        }
        statistics.size += found.size;
        statistics.inodes += found.files();
        return rank;
    }

    /** Also from a time that has not come yet: the clock was put back since. */
    private boolean isAbandoned(long changed) {
        return Math.abs(now - changed) > ABANDONED_MILLIS;
    }

    private int rank(Found found) {
        Header header = found.header;
        if (header == null) {
            return Ranks.fresh((now - found.used) / 1000);
        }
        if (header.responseTime() > now || header.requestTime() > now || found.used > now) {
            return Ranks.FUTURE;
        }
        return header.expiry() <= now ? Ranks.EXPIRED : Ranks.fresh((now - found.used) / 1000);
    }

    private void deleteByRank(Found found, int cut) {
        if (found.headerFile == null || reads && found.header == null && !found.unreadable) {
            return;
        }
        int rank = rank(found);
        if ((rank < cut || rank == cut && takesFromCut(found)) && deleteFiles(found)) {
            statistics.deleted(rank, found.size, found.files());
        }
    }

    /** Entries of one rank are worth the same, so the first that come by go; not more of them than has to. */
    private boolean takesFromCut(Found found) {
        boolean over =
                excess(statistics.size, options.sizeLimit()) > 0 || excess(statistics.inodes, options.inodeLimit()) > 0;
        if (!over || bytesOfCut <= 0 && inodesOfCut <= 0) {
            return false;
        }
        bytesOfCut -= found.size;
        inodesOfCut -= found.files();
        return true;
    }

    /** The header first: without it the rest is nobody's. False if any of them is left. */
    private boolean deleteFiles(Found found) {
        try {
            if (!options.is('D')) {
                if (found.headerFile != null) {
                    Files.deleteIfExists(found.headerFile);
                }
                for (Path body : found.bodies) {
                    Files.deleteIfExists(body);
                }
            }
        } catch (IOException e) {
            skip(e);
            return false;
        }
        if (++deletions % DELETIONS_BETWEEN_PAUSES == 0 && options.is('n')) {
            pause();
        }
        return true;
    }

    private void drafts() {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(tree.drafts())) {
            for (Path draft : drafts) {
                if (Tree.kind(draft.getFileName().toString()) == Tree.Kind.DRAFT) {
                    draft(draft);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return;
        } catch (DirectoryIteratorException e) {
            skip(e.getCause());
        } catch (IOException e) {
            skip(e);
        }
    }

    private void draft(Path draft) {
        try {
            long changed = Files.getLastModifiedTime(draft).toMillis();
            if ((options.is('r') || isAbandoned(changed)) && !options.is('D')) {
                Files.deleteIfExists(draft);
            }
        } catch (NoSuchFileException itIsInItsPlace) {
            return;
        } catch (IOException e) {
            skip(e);
        }
    }

    /** True if it is to stop. */
    private boolean pause() {
        try {
            return stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
