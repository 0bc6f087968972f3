// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Header;
import org.socache.http.disk.file.OwnerOnly;
import org.socache.http.disk.file.Tree;

/**
 * Walks through a tree. The first walk finds what is there, by names and sizes alone. Those after it are slow on purpose: they
 * take out what has expired, is damaged, or belongs to no entry, and learn of what other processes have written or deleted.
 * Files are only looked at where their names tell something new: a directory's list is enough for entries that a walk has read
 * or that were written here, and have not expired, so that a walk takes next to nothing from the disk, and from the pages that the
 * system keeps in memory.
 */
final class Walks {

    private static final Logger LOG = LoggerFactory.getLogger(Walks.class);

    private static final int SWEEP = 1000;

    /** So many files of other trees are found before those that can go are deleted: each time, all that stay are looked at. */
    private static final int TIDIED_AT_ONCE = 10_000;

    private final DiskStorage storage;
    private final Tree tree;
    private final Pace pace;
    private final LongAdder cleaned = new LongAdder();
    private volatile int rounds;

    Walks(DiskStorage storage, Pace pace) {
        this.storage = storage;
        this.tree = storage.tree();
        this.pace = pace;
    }

    /** Walks that have come to their end. */
    int rounds() {
        return rounds;
    }

    /** Entries taken out because they were expired or damaged. */
    long cleaned() {
        return cleaned.sum();
    }

    /** One walk; the first one only makes the root and counts. */
    void round(boolean first) throws IOException {
        int began = storage.capacity().now();
        pace.begin();
        int round = 1 + (rounds & 63);
        if (first) {
            // from here on a root that is not there has gone
            OwnerOnly.createDirectories(tree.root());
        }
        if (Files.isDirectory(tree.root())) {
            suspectDrafts();
            tree.walk(
                    directory -> {
                        directory(directory, round, first);
                        return !pace.hasEnded();
                    },
                    storage.faults()::unusable);
        }
        if (pace.hasEnded()) {
            return;
        }
        if (first) {
            suspectOtherTrees();
            storage.capacity().arrange(began);
        } else {
            sweep(round);
        }
        storage.housekeeping().deleteRevoked();
        storage.housekeeping().tidy();
        storage.capacity().settle();
        rounds++;
    }

    private void directory(Path directory, int round, boolean first) throws IOException {
        for (EntryFiles files : EntryFiles.in(directory)) {
            entry(files, round, first);
            beGentle(first);
        }
        beGentle(first);
    }

    private void entry(EntryFiles found, int round, boolean first) {
        if (found.isInOrder() && storage.capacity().pass(found.name(), found.bodyId(), round)) {
            return;
        }
        found.look();
        if (!found.hasHeader()) {
            suspect(found, 0);
        } else if (first && found.isInOrder()) {
            storage.housekeeping().count(found, round);
        } else {
            inspect(found, round);
        }
    }

    /** Called after each look at an entry or a directory. */
    private void beGentle(boolean first) {
        if (!first && pace.isPauseDue()) {
            storage.uses().writeDown(Uses.AT_ONCE);
            pace.pause();
        }
    }

    /** Looks into one header. */
    private void inspect(EntryFiles found, int round) {
        Path file = tree.header(found.name());
        try {
            inspect(found, Header.read(file), round);
        } catch (NoSuchFileException goneMeanwhile) {
            LOG.trace("{} has gone", file, goneMeanwhile);
        } catch (IOException e) {
            // it takes room, and goes when it is the coldest; the walk goes on
            storage.faults().unusable(e);
            storage.housekeeping().count(found, round);
        }
    }

    private void inspect(EntryFiles found, Header header, int round) {
        EntryName name = found.name();
        if (header == null) {
            storage.faults().damaged(Fault.DAMAGED_HEADER, tree.header(name));
        }
        boolean old = storage.kept().leftovers().isAbandoned(found.newest());
        boolean bodyMissing = header != null && header.bodyId() != 0 && !found.hasBody(header.bodyId());
        if (isLost(header) || bodyMissing && old) {
            if (storage.kept().remove(name, now -> isLost(now) || bodyMissing && isWithoutBody(name, now))) {
                cleaned.increment();
            }
            return;
        }
        suspect(found, header.bodyId());
        found.keepOnly(header.bodyId());
        storage.housekeeping().count(found, round);
        if (found.isInOrder() && found.bodyId() == header.bodyId()) {
            storage.capacity().learn(name, header);
        }
    }

    /** Asked again when nobody can write the entry: it may have been replaced since its directory was listed. */
    private boolean isWithoutBody(EntryName name, Header header) {
        return header.bodyId() != 0 && Files.notExists(tree.body(name, header.bodyId()));
    }

    private boolean isLost(Header header) {
        return header == null || storage.isExpired(header);
    }

    private void suspect(EntryFiles found, long kept) {
        found.bodiesExcept(kept).forEach((body, units) -> storage.housekeeping().suspect(found.name(), body, units));
    }

    /** What was written with another CacheDirLevels or CacheDirLength is found by nobody any more. */
    private void suspectOtherTrees() throws IOException {
        int[] files = {0};
        tree.walkOthers(
                directory -> {
                    for (EntryFiles found : EntryFiles.in(directory)) {
                        found.look();
                        found.all().forEach(storage.kept().leftovers()::found);
                        files[0] += found.all().size();
                    }
                    if (files[0] >= TIDIED_AT_ONCE) {
                        storage.housekeeping().tidy();
                        files[0] = 0;
                    }
                    return !pace.hasEnded();
                },
                storage.faults()::unusable);
    }

    private void suspectDrafts() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(tree.drafts())) {
            for (Path file : files) {
                if (Tree.kind(file.getFileName().toString()) == Tree.Kind.DRAFT) {
                    suspectDraft(file);
                }
            }
        } catch (NoSuchFileException none) {
            LOG.trace("{}: no drafts", tree.root(), none);
        } catch (DirectoryIteratorException e) {
            storage.faults().unusable(e.getCause());
        } catch (IOException e) {
            storage.faults().unusable(e);
        }
    }

    private void suspectDraft(Path file) throws IOException {
        try {
            storage.kept().leftovers().found(file, Capacity.units(Files.size(file)));
        } catch (NoSuchFileException goneMeanwhile) {
            LOG.trace("{} has gone", file, goneMeanwhile);
        }
    }

    /** Forgets entries that the walk did not come by: another process, or somebody by hand, has deleted them. */
    private void sweep(int round) {
        int[] place = {0};
        EntryName[] missing;
        do {
            missing = storage.capacity().missing(round, place, SWEEP);
            for (EntryName name : missing) {
                storage.kept().forget(name);
                beGentle(false);
            }
        } while (missing.length == SWEEP && !pace.hasEnded());
    }
}
