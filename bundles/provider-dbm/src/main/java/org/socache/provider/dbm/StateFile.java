// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.CRC32C;

import org.socache.api.InvalidSpecificationException;

/**
 * The file {@code <store>.lock}: held locked while the store is open, and telling the next one to open it whether the
 * store is whole.
 *
 * <pre>
 *  0        4          8       12       16               24              40
 * +--------+----------+-------+--------+----------------+---------------+
 * | "SCL1" | checksum | state | length | process        | boot          |
 * +--------+----------+-------+--------+----------------+---------------+
 *                     |<---------- under the checksum (CRC-32C) ------->|
 * </pre>
 *
 * <p>{@code boot} is the identity the kernel gave itself when the machine started. Bytes written by a process that was
 * killed are safe with the kernel; after a power failure they may be lost in any order, and another boot in an open
 * store's state file shows that. For that the mark of a store that was closed must have left the disk before the first byte of the
 * store changes there; it is the one that is waited for.
 */
final class StateFile implements AutoCloseable {

    /** What the store was last known to be. */
    enum State {
        /** Closed in order. */
        CLOSED,
        /** Open, and whole as of the last commit. */
        OPEN,
        /** Being written to: not whole. */
        COMMITTING,
        /** There is no state file, or not a legible one. */
        UNKNOWN
    }

    private static final int MAGIC = 'S' << 24 | 'C' << 16 | 'L' << 8 | '1';
    private static final int CHECKED_FROM = 8;
    private static final int LENGTH = 40;
    private static final UUID BOOT = currentBoot();

    /** Not a channel's calls: those close the file, and with it the lock, when the calling thread is interrupted. */
    private final RandomAccessFile file;

    private final State found;

    /** Whether the disk may still say that the store is closed, whatever was written since. */
    private boolean closedOnDisk;

    private StateFile(RandomAccessFile file, State found) {
        this.file = file;
        this.found = found;
        this.closedOnDisk = found == State.CLOSED;
    }

    /**
     * Locks the state file of a store.
     *
     * @throws InvalidSpecificationException if another cache or process has the store open
     */
    static StateFile lock(Path store) throws IOException, InvalidSpecificationException {
        Path path = store.resolveSibling(store.getFileName() + ".lock");
        PrivateFiles.createPrivate(path);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            Content content = read(file);
            if (!tryLock(file)) {
                throw new InvalidSpecificationException("dbm file " + store + " is in use by " + owner(content)
                        + "; give each cache a file of its own");
            }
            return new StateFile(file, content.state);
        } catch (IOException | InvalidSpecificationException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** What the state was when the lock was taken. */
    State found() {
        return found;
    }

    void write(State state) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        bytes.putInt(MAGIC).putInt(0).putInt(state.ordinal()).putInt(LENGTH);
        bytes.putLong(ProcessHandle.current().pid());
        bytes.putLong(BOOT.getMostSignificantBits()).putLong(BOOT.getLeastSignificantBits());
        bytes.putInt(4, checksum(bytes.array()));
        file.seek(0);
        file.write(bytes.array());
        if (closedOnDisk) {
            file.getFD().sync();
            closedOnDisk = false;
        }
    }

    /** Closing the file gives up the lock. */
    @Override
    public void close() throws IOException {
        file.close();
    }

    private static boolean tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    private static String owner(Content content) {
        return content.process == ProcessHandle.current().pid()
                ? "another cache of this process"
                : "process " + content.process;
    }

    private static Content read(RandomAccessFile file) throws IOException {
        byte[] content = new byte[LENGTH];
        ByteBuffer bytes = ByteBuffer.wrap(content);
        if (file.read(content) < LENGTH || bytes.getInt(0) != MAGIC || bytes.getInt(4) != checksum(content)) {
            return new Content(State.UNKNOWN, 0);
        }
        State state = State.values()[bytes.getInt(8)];
        boolean sameBoot = new UUID(bytes.getLong(24), bytes.getLong(32)).equals(BOOT);
        return new Content(state == State.OPEN && !sameBoot ? State.COMMITTING : state, bytes.getLong(16));
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, CHECKED_FROM, LENGTH - CHECKED_FROM);
        return (int) crc.getValue();
    }

    private static UUID currentBoot() {
        try {
            String text = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), StandardCharsets.US_ASCII);
            return UUID.fromString(text.trim());
        } catch (IOException | IllegalArgumentException notLinux) {
            // then no two boots are the same, and only an orderly close keeps the content
            return UUID.randomUUID();
        }
    }

    private record Content(State state, long process) {}
}
