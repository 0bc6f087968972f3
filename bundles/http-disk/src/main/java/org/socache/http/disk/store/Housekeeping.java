// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Tree;

/** What the walks do to entries: counts those that they come by, deletes what belongs to none, and what the disk refused to. */
final class Housekeeping {

    private final Tree tree;
    private final Entries entries;
    private final Capacity capacity;
    private final Leftovers leftovers;
    private final Revoked revoked;

    Housekeeping(Tree tree, Entries entries) {
        this.tree = tree;
        this.entries = entries;
        this.capacity = entries.capacity();
        this.leftovers = entries.leftovers();
        this.revoked = entries.revoked();
    }

    /** A walk came by an entry: counts it, if it is still there. */
    void count(EntryFiles found, int round) {
        synchronized (entries.lock(found.name())) {
            found.look();
            if (found.hasHeader()) {
                capacity.found(found.name(), found.units(), Capacity.seconds(found.used()), round);
            }
        }
    }

    /** A walk came by a body: if no header names it, it is left over. */
    void suspect(EntryName name, Path body, int units) {
        synchronized (entries.lock(name)) {
            if (!entries.isNamed(name, Tree.bodyId(body.getFileName().toString()))) {
                leftovers.found(body, units);
            }
        }
    }

    /** Deletes what is left over and old enough. */
    void tidy() {
        if (!Files.isDirectory(tree.root())) {
            // not gone, but away
            return;
        }
        leftovers.tidy(file -> {
            String text = file.getFileName().toString();
            long bodyId = Tree.bodyId(text);
            if (bodyId == 0) {
                return Files.deleteIfExists(file);
            }
            EntryName name = Tree.name(text);
            synchronized (entries.lock(name)) {
                return !entries.isNamed(name, bodyId) && Files.deleteIfExists(file);
            }
        });
    }

    /** A disk that was full may have room again. */
    void lookForRoom() {
        if (!capacity.makesDo()) {
            return;
        }
        try {
            capacity.free(Files.getFileStore(tree.root()).getUsableSpace());
        } catch (IOException untold) {
            capacity.tryLimit();
        }
    }

    /** Tries again what the disk did not allow. */
    void deleteRevoked() throws IOException {
        long nameless = revoked.nameless();
        if (nameless > 0) {
            if (!deleteAll()) {
                return;
            }
            revoked.deleted(nameless);
        }
        for (EntryName name : revoked.names()) {
            synchronized (entries.lock(name)) {
                // what was written meanwhile took the mark away
                if (revoked.names().contains(name)) {
                    entries.remove(name);
                }
                if (entries.isGone(name)) {
                    revoked.remove(name);
                }
            }
        }
    }

    /** Which entries were revoked is not known any more; true if none is left. */
    private boolean deleteAll() throws IOException {
        tree.walk(directory -> {
            for (EntryFiles found : EntryFiles.in(directory)) {
                EntryName name = found.name();
                if (found.hasHeader() && !entries.remove(name) && !entries.isGone(name)) {
                    throw new IOException(tree.header(name) + " cannot be deleted");
                }
            }
            return true;
        });
        return Files.isDirectory(tree.root());
    }
}
