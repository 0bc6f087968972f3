// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Creates segments and attaches to them, under the lock file's creation lock.
 *
 * <p>A segment is created under another name, with every page written (what a sparse file lacks when it is touched kills
 * the process that touches it), header last, and then renamed: nobody ever sees a part of one. An existing file is
 * attached to if it is a whole segment of this program, and left alone if it is anything else.
 */
final class SegmentFile {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentFile.class);

    private static final int CHUNK = 1 << 20;
    private static final String UNFINISHED = ".socache-unfinished";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path path;
    private final LockFile lockFile;
    private final MemoryLimit limit;

    SegmentFile(Path path, LockFile lockFile, MemoryLimit limit) {
        this.path = path;
        this.lockFile = lockFile;
        this.limit = limit;
    }

    /** A mapped segment. */
    record Mapped(SegmentHeader header, Object fileKey, ByteBuffer counters, ByteBuffer[] subcaches) {}

    /**
     * Attaches to the segment, which is created if it does not exist, outlived what its locks rest on, or has another layout and
     * is used by nobody.
     */
    Mapped open(long size, Hints hints, String consumer) throws IOException, InvalidSpecificationException {
        FileLock creation = lockFile.lockCreation();
        try {
            if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS) || isOfOldProgram(consumer) || isStale(readHeader())) {
                create(header(size, hints, consumer));
            }
            SegmentHeader header = readHeader();
            if (!header.consumer().equals(header(size, hints, consumer).consumer())) {
                throw new InvalidSpecificationException(path + " holds the entries of " + header.consumer() + "; give "
                        + consumer + " a path of its own");
            }
            return map(header);
        } finally {
            creation.release();
        }
    }

    private SegmentHeader header(long size, Hints hints, String consumer) {
        return new SegmentHeader(
                Geometry.of(size, hints), new SecureRandom().nextLong(), lockFile.id(), bootId(), size, consumer);
    }

    private boolean isOfOldProgram(String consumer) throws IOException, InvalidSpecificationException {
        if (!SegmentHeader.isOfOtherLayout(readHeaderBytes(), consumer) || lockFile.hasMembers()) {
            return false;
        }
        LOG.warn(
                "{} was made by another version of this program, and nobody uses it; replacing it by an empty one",
                path);
        return true;
    }

    private boolean isStale(SegmentHeader header) {
        if (header.lockFileId() == lockFile.id() && header.bootId() == bootId()) {
            return false;
        }
        LOG.warn(
                "{} is from before {}; replacing it by an empty one",
                path,
                header.bootId() == bootId() ? "its lock file was removed" : "the machine was restarted");
        return true;
    }

    private SegmentHeader readHeader() throws IOException, InvalidSpecificationException {
        return SegmentHeader.from(readHeaderBytes(), path, Files.size(path));
    }

    private ByteBuffer readHeaderBytes() throws IOException, InvalidSpecificationException {
        PrivateFile.check(path);
        try (FileChannel file = FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
            file.read(bytes, 0);
            return bytes.flip();
        }
    }

    // Creating

    private void create(SegmentHeader header) throws IOException, InvalidSpecificationException {
        removeUnfinished();
        limit.check(path, header.fileSize());
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        Path unfinished = path.resolveSibling(
                "." + path.getFileName() + "." + HexFormat.of().formatHex(random) + UNFINISHED);
        try {
            write(unfinished, header);
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new InvalidSpecificationException(
                    "cannot reserve " + header.fileSize() + " bytes for " + path + ": " + failure.getMessage()
                            + "; choose a smaller size or another file system",
                    failure);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        LOG.info(
                "created {} of {} bytes in {} subcaches",
                path,
                header.fileSize(),
                header.geometry().subcaches());
    }

    /** What a process left behind that died while creating; under the creation lock it can only be that. */
    private void removeUnfinished() throws IOException {
        String prefix = "." + path.getFileName() + ".";
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(
                path.getParent(),
                sibling -> sibling.getFileName().toString().startsWith(prefix)
                        && sibling.getFileName().toString().endsWith(UNFINISHED))) {
            for (Path sibling : siblings) {
                Files.delete(sibling);
            }
        }
    }

    private static void write(Path unfinished, SegmentHeader header) throws IOException {
        try (FileChannel file = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PrivateFile.attributes(unfinished))) {
            reserve(file, header.fileSize());
            Geometry geometry = header.geometry();
            for (int number = 0; number < geometry.subcaches(); number++) {
                long subcacheAt = SegmentHeader.SUBCACHES_AT + (long) number * geometry.stride();
                long first = Ring.firstPosition(geometry.ringUnits());
                writeFully(file, word(first), subcacheAt + SubcacheLayout.HEAD);
                writeFully(file, word(first), subcacheAt + SubcacheLayout.TAIL);
            }
            writeFully(file, header.toBytes(), 0);
        }
    }

    private static void reserve(FileChannel file, long size) throws IOException {
        ByteBuffer zeroes = ByteBuffer.allocateDirect(CHUNK);
        for (long at = 0; at < size; at += CHUNK) {
            zeroes.clear().limit((int) Math.min(CHUNK, size - at));
            writeFully(file, zeroes, at);
        }
    }

    private static ByteBuffer word(long value) {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, value);
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        for (long next = at; bytes.hasRemaining(); ) {
            next += file.write(bytes, next);
        }
    }

    /** The run of this machine, or 0 where it has no name. */
    private static long bootId() {
        try {
            CRC32C crc = new CRC32C();
            crc.update(Files.readString(BOOT_ID, US_ASCII).getBytes(US_ASCII));
            return crc.getValue();
        } catch (IOException none) {
            return 0;
        }
    }

    // Attaching

    private Mapped map(SegmentHeader header) throws IOException {
        Geometry geometry = header.geometry();
        ByteBuffer[] subcaches = new ByteBuffer[geometry.subcaches()];
        try (FileChannel file = FileChannel.open(
                path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer counters =
                    file.map(FileChannel.MapMode.READ_WRITE, SegmentHeader.COUNTERS_AT, CallCounters.ALL_BYTES);
            for (int number = 0; number < subcaches.length; number++) {
                long at = SegmentHeader.SUBCACHES_AT + (long) number * geometry.stride();
                subcaches[number] = file.map(FileChannel.MapMode.READ_WRITE, at, geometry.stride());
            }
            return new Mapped(header, fileKey(), counters, subcaches);
        }
    }

    private Object fileKey() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /**
     * Why a mapped segment is no longer the file at its path, or null if it is. Whoever removed or truncated it, the entries
     * are not shared with processes that come later.
     */
    static String whyDetached(Path path, Mapped mapped) {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (mapped.fileKey() != null && !mapped.fileKey().equals(now.fileKey())) {
                return path + " was replaced by another file";
            }
            long size = mapped.header().fileSize();
            return now.size() == size ? null : path + " was truncated from " + size + " to " + now.size() + " bytes";
        } catch (IOException gone) {
            return path + " was removed";
        }
    }

    /** Whether the file that is mapped has become shorter than its mapping. */
    static boolean isTruncated(Path path, Mapped mapped) {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Objects.equals(mapped.fileKey(), now.fileKey())
                    && now.size() < mapped.header().fileSize();
        } catch (IOException gone) {
            return false;
        }
    }
}
