// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.socache.api.InvalidSpecificationException;

/**
 * The file {@code <segment>.lock}: tells who is alive, and lets one process at a time create the segment.
 *
 * <p>Each member holds an exclusive {@code fcntl} lock on its own place in the {@link ProcessTable} for as long as it lives.
 * The kernel drops it on any death, at once, also of a process nobody has reaped yet. Whoever can get a shared lock on that
 * place knows that the member is dead.
 */
final class LockFile implements AutoCloseable {

    /** Creating a large segment on a slow disk takes its time, and others have to wait for it. */
    private static final long CREATION_LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);

    private static final long PAUSE_NANOS = 1_000_000;

    private final Path path;
    private static final int NOBODY = -1;

    private final JvmAnchor anchor;
    private final AsynchronousFileChannel channel;
    private final ProcessTable table;

    private LockFile(Path path, JvmAnchor anchor) {
        this.path = path;
        this.anchor = anchor;
        this.channel = anchor.channel();
        this.table = new ProcessTable(Memory.of(anchor.table()));
    }

    /** Opens the lock file beside a segment, or creates it. */
    static LockFile open(Path segment) throws IOException, InvalidSpecificationException {
        Path path = segment.resolveSibling(segment.getFileName() + ".lock");
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            create(path);
        }
        PrivateFile.check(path);
        return new LockFile(path, JvmAnchor.join(identity(path), () -> openFirst(path)));
    }

    /** Not by the anchored channel: a plain descriptor may be closed while the file is new to this process. */
    private static void create(Path path) throws IOException {
        try {
            Files.createFile(path, PrivateFile.attributes(path));
        } catch (FileAlreadyExistsException othersWereFaster) {
            // as good
        }
    }

    private static Object identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? path.toString() : key.toString();
    }

    private static JvmAnchor.Opened openFirst(Path path) throws IOException, InvalidSpecificationException {
        ByteBuffer mapped;
        try (FileChannel file = FileChannel.open(
                path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            waitFor(path, () -> file.tryLock(ProcessTable.MAGIC_AT, 1, false)); // until the file is closed, below
            initialize(file, path);
            mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, ProcessTable.BYTES);
        }
        // only now, for closing that file has dropped every lock there was
        return new JvmAnchor.Opened(
                AsynchronousFileChannel.open(
                        path,
                        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                        null),
                mapped);
    }

    private static void initialize(FileChannel file, Path path) throws IOException, InvalidSpecificationException {
        ByteBuffer head = ByteBuffer.allocate(ProcessTable.CREATION).order(ByteOrder.nativeOrder());
        file.read(head, 0);
        long magic = head.getLong(ProcessTable.MAGIC_AT);
        if (magic == ProcessTable.MAGIC && file.size() == ProcessTable.BYTES) {
            long version = head.getLong(ProcessTable.VERSION_AT);
            if (version != ProcessTable.VERSION) {
                throw new InvalidSpecificationException(path + " has layout version " + version + ", this program "
                        + ProcessTable.VERSION + "; stop the programs that use it and remove it");
            }
        } else if (magic == 0 && file.size() <= ProcessTable.BYTES) {
            ByteBuffer fresh = ByteBuffer.allocate(ProcessTable.BYTES).order(ByteOrder.nativeOrder());
            fresh.putLong(ProcessTable.VERSION_AT, ProcessTable.VERSION);
            fresh.putLong(ProcessTable.ID_AT, new SecureRandom().nextLong());
            writeFully(file, fresh, 0);
            ByteBuffer last = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
            writeFully(file, last.putLong(0, ProcessTable.MAGIC), ProcessTable.MAGIC_AT);
        } else {
            throw new InvalidSpecificationException(
                    path + " exists and is no lock file of a segment; choose another path for the segment");
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        for (long next = at; bytes.hasRemaining(); ) {
            next += file.write(bytes, next);
        }
    }

    private static FileLock waitFor(Path path, Callable<FileLock> attempt)
            throws IOException, InvalidSpecificationException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < CREATION_LIMIT_NANOS) {
            try {
                FileLock lock = attempt.call();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException byThisProcess) {
                // wait like the others
            } catch (IOException | RuntimeException failure) {
                throw failure;
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new InvalidSpecificationException("another process has held " + path + " for more than "
                + TimeUnit.NANOSECONDS.toSeconds(CREATION_LIMIT_NANOS)
                + " s while creating the segment; look for one that hangs");
    }

    long id() {
        return table.id();
    }

    /** Waits until no other process, and nobody in this one, is creating or attaching to the segment. */
    FileLock lockCreation() throws IOException, InvalidSpecificationException {
        return waitFor(path, () -> channel.tryLock(ProcessTable.CREATION, 1, false));
    }

    /** Takes a place in the table. */
    Membership join() throws IOException, InvalidSpecificationException {
        for (int member = 0; member < ProcessTable.MEMBERS; member++) {
            FileLock lock = tryLock(member, false);
            if (lock != null) {
                return new Membership(this, member, table.enter(member, ProcessIdentity.current()), lock);
            }
        }
        throw new InvalidSpecificationException(path + ": the segment has " + ProcessTable.MEMBERS
                + " users, which is the limit; close some, or choose another path");
    }

    /** A lock on a member's place, or null if another holds one that excludes it, here or in another process. */
    private FileLock tryLock(int member, boolean shared) throws IOException {
        try {
            return channel.tryLock(ProcessTable.at(member), 1, shared);
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    /** Whether the process that was a member in that generation is gone. In doubt it is not. */
    boolean isDead(int member, long generation) {
        if (member >= ProcessTable.MEMBERS || table.generation(member) != generation) {
            return true; // its successor has entered, which it could only over its dead body
        }
        try (FileLock lock = tryLock(member, true)) {
            return lock != null && !table.process(member).certainlyRuns();
        } catch (IOException cannotTell) {
            return false;
        }
    }

    /** Whether anybody uses the segment now, in this process or another. In doubt somebody does. */
    boolean hasMembers() {
        return hasOthersThan(NOBODY);
    }

    /** Whether anybody but that member uses the segment now, in this process or another. In doubt somebody does. */
    boolean hasOthersThan(int self) {
        for (int member = 0; member < ProcessTable.MEMBERS; member++) {
            if (member == self) {
                continue;
            }
            try (FileLock free = tryLock(member, true)) {
                if (free == null) {
                    return true;
                }
            } catch (IOException cannotTell) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        anchor.leave();
    }
}
