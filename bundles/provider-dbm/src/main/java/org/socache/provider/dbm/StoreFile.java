// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.InvalidSpecificationException;

/**
 * The file of one cache over its life: locked against others, opened whole or set aside, committed under a mark that tells
 * a torn file from a whole one. A broken file is never fatal: this is a cache.
 *
 * <p>Not thread-safe; {@link FileAccess} sees to that.
 */
final class StoreFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreFile.class);

    /** First byte of every MapDB file. */
    private static final int MAPDB = 0x4A;

    private static final String BROKEN = ".broken-";

    /** Broken files kept for whoever wants to look into them; older ones make room. */
    private static final int BROKEN_FILES_KEPT = 2;

    private final Path path;
    private final StateFile state;
    private volatile MapStore store;
    private volatile int setAside;

    private StoreFile(Path path, StateFile state) {
        this.path = path;
        this.state = state;
    }

    /**
     * Opens the file, or a new one in its place if it is broken.
     *
     * @throws InvalidSpecificationException if the path cannot be used for a cache, or is in use
     */
    static StoreFile open(Path path) throws InvalidSpecificationException {
        try {
            Files.createDirectories(path.getParent());
            refuseForeign(path);
            StoreFile file = new StoreFile(path, StateFile.lock(path));
            try {
                file.openStore();
                return file;
            } catch (IOException | RuntimeException | Error e) {
                file.state.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw new InvalidSpecificationException(
                    "dbm file " + path + " cannot be used: " + reason(e)
                            + "; name a file in a directory that this process may write to",
                    e);
        }
    }

    /** The open store; null between {@link #giveUp}, or a {@link #clear} that failed, and {@link #reopen}. */
    MapStore store() {
        return store;
    }

    /** Files set aside since this was opened. */
    int setAside() {
        return setAside;
    }

    Path path() {
        return path;
    }

    long length() {
        return path.toFile().length();
    }

    /** Bytes the disk has left for this process. */
    long usableSpace() {
        return path.toFile().getUsableSpace();
    }

    /** Brings all changes into the file. A process killed meanwhile leaves the mark that makes the next one set it aside. */
    void commit() {
        // a file that grows is mapped through a channel, which an interrupt would close
        boolean interrupted = Thread.interrupted();
        try {
            state.write(StateFile.State.COMMITTING);
            store.commit();
            state.write(StateFile.State.OPEN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Drops all content, and gives its space back to the disk. */
    void clear() throws IOException {
        closeQuietly();
        reopen();
    }

    /** Closes a store that failed while it was open. The file is set aside; if the disk failed it, it is deleted. */
    void giveUp(Throwable fault) {
        closeQuietly();
        try {
            if (isDiskFault(fault)) {
                LOG.warn("dbm file {} could not be written and starts empty: {}", path, reason(fault));
                delete();
            } else {
                setAside(fault);
            }
        } catch (IOException e) {
            LOG.warn("dbm file {} cannot be moved out of the way: {}", path, e.toString());
        }
    }

    /** Opens an empty file, also where {@link #giveUp} or {@link #clear} could not get rid of the one before. */
    void reopen() throws IOException {
        delete();
        openStore();
    }

    /** Commits, waits for the disk, and marks the file as whole. */
    @Override
    public void close() throws IOException {
        try (state) {
            if (store != null) {
                commit();
                store.close();
                store = null;
                try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                    file.getFD().sync();
                }
                state.write(StateFile.State.CLOSED);
            }
        }
    }

    /** Cuts the file off first: its space would stay taken for as long as it is mapped, until the next garbage collection. */
    private void delete() throws IOException {
        if (Files.exists(path)) {
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(0);
            }
            Files.delete(path);
        }
    }

    private void openStore() throws IOException {
        boolean torn = state.found() == StateFile.State.COMMITTING || state.found() == StateFile.State.UNKNOWN;
        if (store == null && torn && setAside == 0 && Files.exists(path)) {
            setAside(new IllegalStateException("it was not closed in order"));
        }
        state.write(StateFile.State.COMMITTING);
        try {
            store = MapStore.open(path);
            store.commit();
        } catch (RuntimeException | Error broken) {
            if (isDiskFault(broken)) {
                throw broken;
            }
            closeQuietly();
            setAside(broken);
            store = MapStore.open(path);
            store.commit();
        }
        state.write(StateFile.State.OPEN);
    }

    private void setAside(Throwable reason) throws IOException {
        int n = 1 + lastBroken();
        Files.move(path, broken(n), StandardCopyOption.ATOMIC_MOVE);
        for (int old = n - BROKEN_FILES_KEPT; Files.deleteIfExists(broken(old)); old--) {
            // and those before it
        }
        setAside++;
        LOG.warn(
                "dbm file {} is broken and was set aside as {}; the cache starts empty: {}",
                path,
                broken(n).getFileName(),
                reason(reason));
    }

    private Path broken(int n) {
        return path.resolveSibling(path.getFileName() + BROKEN + n);
    }

    private int lastBroken() throws IOException {
        String prefix = path.getFileName() + BROKEN;
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length()))
                    .filter(number -> number.matches("\\d{1,9}"))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElse(0);
        }
    }

    private void closeQuietly() {
        try {
            if (store != null) {
                store.close();
            }
        } catch (RuntimeException | Error e) {
            LOG.debug("closing the broken dbm file {}", path, e);
        }
        store = null;
    }

    /** What MapDB did not write is not moved about as if it were a broken cache. */
    private static void refuseForeign(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException("it is a directory");
        }
        if (Files.exists(path) && !Files.exists(path.resolveSibling(path.getFileName() + ".lock"))) {
            try (var in = Files.newInputStream(path)) {
                int first = in.read();
                if (first >= 0 && first != MAPDB) {
                    throw new IOException("it exists and is no dbm cache");
                }
            }
        }
    }

    /** The disk refused; a file that merely ends too early is broken, not its disk. */
    private static boolean isDiskFault(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && !(cause instanceof EOFException)) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Throwable fault) {
        Throwable cause = fault;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null
                ? cause.toString()
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
