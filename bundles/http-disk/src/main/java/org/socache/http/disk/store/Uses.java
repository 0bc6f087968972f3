// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Tree;

/**
 * Writes down which entries were used: the time of the last use is the header's time of change, for the cleaner, for other
 * processes, and after a restart. Not the hit itself writes it, which would wait for the file system's journal.
 */
final class Uses {

    /** So many are written down in one go: about as much as is done between two pauses. */
    static final int AT_ONCE = 50;

    private static final Logger LOG = LoggerFactory.getLogger(Uses.class);

    /** Uses that wait to be written down; of more, what goes first after a restart is a little less well known. */
    private static final int MOST = 65_536;

    private static final long ACCESSED_AHEAD_MILLIS = 1000;

    private final Tree tree;
    private final Faults faults;
    private final InstantSource clock;
    private final Queue<EntryName> waiting = new LinkedBlockingQueue<>(MOST);

    Uses(Tree tree, Faults faults, InstantSource clock) {
        this.tree = tree;
        this.faults = faults;
        this.clock = clock;
    }

    /** An entry was used. */
    void add(EntryName name) {
        waiting.offer(name);
    }

    /**
     * Writes down what has been added.
     *
     * @param most no more of them than this
     * @return whether there are others
     */
    boolean writeDown(int most) {
        for (int i = 0; i < most; i++) {
            EntryName name = waiting.poll();
            if (name == null) {
                return false;
            }
            writeDown(name);
        }
        return true;
    }

    private void writeDown(EntryName name) {
        try {
            long now = clock.millis();
            // read after it was changed, a file gets a time of access from most systems: hits would write after all
            Files.getFileAttributeView(tree.header(name), BasicFileAttributeView.class)
                    .setTimes(FileTime.fromMillis(now), FileTime.fromMillis(now + ACCESSED_AHEAD_MILLIS), null);
        } catch (NoSuchFileException goneMeanwhile) {
            LOG.trace("{} has gone", name, goneMeanwhile);
        } catch (IOException readOnly) {
            // the order of what goes first is a little less good
            faults.add(Fault.IO_ERROR);
        }
    }
}
