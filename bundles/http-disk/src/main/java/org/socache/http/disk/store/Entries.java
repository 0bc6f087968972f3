// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.disk.file.BodyFormat;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Header;
import org.socache.http.disk.file.OwnerOnly;
import org.socache.http.disk.file.Tree;

/**
 * The entries of a tree, as files. An entry comes into being by the renaming of its header, after that of its body; it goes by
 * the deletion of its header, before that of its body. So what a kill leaves behind is either whole or unreachable, and the
 * walk of {@link Upkeep} finds it.
 *
 * <p>Nothing is locked for readers: they read a header, and open the body that it names. Writers of one entry take turns in
 * this process; those of several processes may undo one another's work, and then the entry is missing.
 */
final class Entries {

    private static final Logger LOG = LoggerFactory.getLogger(Entries.class);

    private static final int LOCKS = 64;

    /** How often a file is moved to where its directory vanishes. */
    private static final int MOVES = 3;

    private final Tree tree;
    private final Faults faults;
    private final Capacity capacity;
    private final Leftovers leftovers;
    private final Revoked revoked = new Revoked();
    private final Object[] locks = new Object[LOCKS];

    Entries(Tree tree, Faults faults, InstantSource clock) {
        this.tree = tree;
        this.faults = faults;
        this.capacity = new Capacity(clock, this::evict);
        this.leftovers = new Leftovers(capacity, faults, clock);
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    Capacity capacity() {
        return capacity;
    }

    Leftovers leftovers() {
        return leftovers;
    }

    Revoked revoked() {
        return revoked;
    }

    /** Whether an entry was removed, whatever the disk says. */
    boolean isRevoked(EntryName name) {
        return revoked.has(name);
    }

    /** The header of an entry; null if there is none, or none that can be read. A damaged one is taken out. */
    Header read(EntryName name) {
        Path file = tree.header(name);
        try {
            Header header = Header.read(file);
            if (header == null) {
                damaged(name, Objects::isNull);
            }
            return header;
        } catch (NoSuchFileException absent) {
            if (capacity.knows(name)) {
                forget(name);
            }
            return null;
        } catch (IOException e) {
            faults.unusable(e);
            return null;
        }
    }

    /** A header is not what was written: takes its entry out, if that is still so. */
    void damaged(EntryName name, Predicate<Header> stillSo) {
        faults.damaged(Fault.DAMAGED_HEADER, tree.header(name));
        remove(name, stillSo);
    }

    /**
     * Makes an entry what the header says.
     *
     * @param draft its body; null where it has none, or keeps the one it has
     * @return bytes written; -1 if there is no room, or the body to be kept has gone
     */
    long publish(EntryName name, Header header, FileDraft draft) throws IOException {
        int headerUnits = Capacity.units(header.size());
        int entries = capacity.knows(name) ? 0 : 1;
        if (!capacity.take(headerUnits, entries)) {
            faults.add(Fault.NO_ROOM);
            return -1;
        }
        boolean placed = false;
        try {
            synchronized (lock(name)) {
                Header old = presentOrDeleted(name);
                boolean keeps = header.bodyId() != 0 && draft == null;
                if (keeps && (old == null || old.bodyId() != header.bodyId())) {
                    return -1;
                }
                place(name, header, draft);
                placed = true;
                count(name, header, draft, entries);
                if (old != null && old.bodyId() != header.bodyId()) {
                    deleteBody(name, old);
                }
            }
            // what it was to replace may have gone meanwhile
            capacity.settle();
            return header.size() + (draft == null ? 0 : header.bodyLength());
        } finally {
            if (!placed) {
                capacity.give(headerUnits, entries);
                unplaced(name, header, draft);
            }
        }
    }

    /** The files, the header last: by that it is there. */
    private void place(EntryName name, Header header, FileDraft draft) throws IOException {
        if (draft != null) {
            move(draft.file(), tree.body(name, header.bodyId()));
            draft.adopted();
        }
        replace(name, header);
    }

    private void count(EntryName name, Header header, FileDraft draft, int entries) {
        int taken = Capacity.units(header.size()) + (draft == null ? 0 : draft.unitsTaken());
        int kept = draft == null && header.bodyId() != 0 ? bodyUnits(header.bodyLength()) : 0;
        capacity.placed(name, taken + kept, taken, entries);
        capacity.learn(name, header);
        revoked.remove(name);
        leftovers.forget(tree.body(name, header.bodyId()));
    }

    private void unplaced(EntryName name, Header header, FileDraft draft) {
        if (draft != null && draft.isAdopted()) {
            capacity.give(draft.unitsTaken(), 0);
            leftovers.delete(tree.body(name, header.bodyId()), draft.unitsTaken());
        }
    }

    private void deleteBody(EntryName name, Header header) {
        if (header.bodyId() != 0) {
            leftovers.delete(tree.body(name, header.bodyId()), bodyUnits(header.bodyLength()));
        }
    }

    static int bodyUnits(long length) {
        return Capacity.units(length + BodyFormat.trailerSize(length));
    }

    /** The header that is there; null if it is damaged, or cannot be read, which is as bad. */
    private Header quietly(EntryName name) throws NoSuchFileException {
        try {
            return Header.read(tree.header(name));
        } catch (NoSuchFileException absent) {
            throw absent;
        } catch (IOException e) {
            LOG.debug("{}: its header cannot be read", name, e);
            return null;
        }
    }

    /** The header that is there; null if there is none, or none is left because it was of no use. */
    private Header presentOrDeleted(EntryName name) throws IOException {
        try {
            Header present = quietly(name);
            if (present == null) {
                delete(name, Objects::isNull);
            }
            return present;
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    private void replace(EntryName name, Header header) throws IOException {
        Path file = tree.draft(ThreadLocalRandom.current().nextLong());
        leftovers.begin(file);
        boolean moved = false;
        try {
            OwnerOnly.createDirectories(tree.drafts());
            write(file, header.encode());
            move(file, tree.header(name));
            moved = true;
        } finally {
            if (!moved) {
                leftovers.delete(file, Capacity.units(header.size()));
            }
            leftovers.end(file);
        }
    }

    private static void write(Path file, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = OwnerOnly.create(file)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** The cleaner may take an empty directory away at any time, so it is made anew some times. */
    private static void move(Path from, Path to) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                OwnerOnly.createDirectories(to.getParent());
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (NoSuchFileException e) {
                if (tries == MOVES || !Files.exists(from)) {
                    throw e;
                }
            }
        }
    }

    boolean remove(EntryName name) {
        return remove(name, whatever -> true);
    }

    /**
     * Deletes the files of an entry. Where the disk does not allow that, or is away, the entry is kept in mind as revoked, and
     * not served any more.
     *
     * @param condemned whether the header that is there now has to go, null if it is damaged: what was read before, without
     *     the lock, may have been replaced since
     */
    boolean remove(EntryName name, Predicate<Header> condemned) {
        synchronized (lock(name)) {
            try {
                return delete(name, condemned);
            } catch (IOException e) {
                if (!isGone(name)) {
                    revoked.add(name);
                }
                faults.unusable(e);
                return false;
            }
        }
    }

    private boolean delete(EntryName name, Predicate<Header> condemned) throws IOException {
        Header header;
        try {
            header = quietly(name);
        } catch (NoSuchFileException absent) {
            if (!Files.isDirectory(tree.root())) {
                revoked.add(name);
            }
            capacity.gone(name);
            return false;
        }
        if (!condemned.test(header)) {
            return false;
        }
        boolean deleted = Files.deleteIfExists(tree.header(name));
        capacity.gone(name);
        if (header == null) {
            deleteBodies(name);
        } else {
            deleteBody(name, header);
        }
        return deleted;
    }

    /** Takes an entry out that has to go for others; false if its header is still there. */
    private boolean evict(EntryName name) {
        remove(name);
        return Files.notExists(tree.header(name));
    }

    /** Whether there is a header that names that body. */
    boolean isNamed(EntryName name, long bodyId) {
        try {
            Header header = quietly(name);
            return header != null && header.bodyId() == bodyId;
        } catch (NoSuchFileException noEntry) {
            return false;
        }
    }

    /** Whether there is no such entry, and a root to say so. */
    boolean isGone(EntryName name) {
        return Files.notExists(tree.header(name)) && Files.isDirectory(tree.root());
    }

    /**
     * The header of an entry is not there; unless another was written meanwhile, its room is free. What lies on a disk that is
     * away takes it again when it is back.
     */
    void forget(EntryName name) {
        synchronized (lock(name)) {
            if (isGone(name)) {
                capacity.gone(name);
            }
        }
    }

    private void deleteBodies(EntryName name) throws IOException {
        for (EntryFiles found : EntryFiles.in(tree.directory(name))) {
            if (found.name().equals(name)) {
                found.look();
                found.bodiesExcept(0).forEach(leftovers::delete);
            }
        }
    }

    /** Held while the files of an entry change. */
    Object lock(EntryName name) {
        return locks[(int) name.high() & LOCKS - 1];
    }
}
