// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of ours that belong to no entry: what a killed process was writing, and what could not be deleted. They take room like
 * any other until they are gone, so they are counted.
 */
final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    /** What another process may be writing is deleted when that cannot be any more. */
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    /** More are left to the walk after the next one. */
    private static final int MOST = 65_536;

    private static final Leftover NONE = new Leftover(0, false);

    private final Capacity capacity;
    private final Faults faults;
    private final InstantSource clock;
    private final Set<Path> atWork = ConcurrentHashMap.newKeySet();
    private final Map<Path, Leftover> files = new ConcurrentHashMap<>();
    private final LongAdder deleted = new LongAdder();

    /** @param isDoomed it was to be deleted already: nobody works on it */
    private record Leftover(int units, boolean isDoomed) {}

    Leftovers(Capacity capacity, Faults faults, InstantSource clock) {
        this.capacity = capacity;
        this.faults = faults;
        this.clock = clock;
    }

    /** This process begins to write a file: whoever finds it leaves it alone, however long that takes. */
    void begin(Path file) {
        atWork.add(file);
    }

    /** It was written and has got its name, or has gone. */
    void end(Path file) {
        atWork.remove(file);
    }

    /** A walk came by a file that seems to belong to nothing. */
    void found(Path file, int units) {
        if (!atWork.contains(file) && !files.getOrDefault(file, NONE).isDoomed) {
            add(file, new Leftover(units, false));
        }
    }

    /** Deletes a file that is no entry's any more; where that fails it is tried again later. */
    void delete(Path file, int units) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            faults.unusable(e);
            if (Files.exists(file)) {
                add(file, new Leftover(units, true));
            }
        }
    }

    private void add(Path file, Leftover leftover) {
        if (files.size() < MOST) {
            Leftover before = files.put(file, leftover);
            capacity.hold(leftover.units - (before == null ? 0 : before.units));
        }
    }

    /** A file has gone, or belongs to an entry after all. */
    void forget(Path file) {
        Leftover known = files.remove(file);
        if (known != null) {
            capacity.hold(-known.units);
        }
    }

    /**
     * Deletes what nobody can be working on any more.
     *
     * @param cleaner deletes one of them, or tells that it is an entry's
     */
    void tidy(Cleaner cleaner) {
        files.forEach((file, leftover) -> {
            try {
                if (leftover.isDoomed || isAbandoned(file)) {
                    deleted.add(cleaner.clean(file) ? 1 : 0);
                    forget(file);
                }
            } catch (NoSuchFileException gone) {
                forget(file);
            } catch (IOException e) {
                LOG.debug("{}: deleted later", file, e);
            }
        });
    }

    /** How one of them is deleted. */
    @FunctionalInterface
    interface Cleaner {
        /** @return whether it was there, and nobody's */
        boolean clean(Path file) throws IOException;
    }

    private boolean isAbandoned(Path file) throws IOException {
        return isAbandoned(Files.getLastModifiedTime(file).toMillis());
    }

    /** Whether nobody can be working on what was changed then; also where that is still to come, as the clock was put back. */
    boolean isAbandoned(long changed) {
        return Math.abs(clock.millis() - changed) > ABANDONED.toMillis();
    }

    /** How many have been deleted after a while. */
    long deleted() {
        return deleted.sum();
    }
}
