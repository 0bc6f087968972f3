// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How a file looked at one moment: what tells its contents apart.
 *
 * @param size in bytes
 * @param changed its time of change, which whoever writes a file may set as he likes
 * @param status when anything of it was last changed, where the system tells: nobody can set that; the same as changed elsewhere
 * @param key its inode, where there is one
 */
record Snapshot(long size, Instant changed, Instant status, Object key) {

    /** A file system may give two changes the same time when they are closer together than this: a tick of its clock. */
    private static final Duration TICK = Duration.ofMillis(20);

    private static final boolean HAS_STATUS =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /**
     * Looks at a file.
     *
     * @throws NoSuchFileException if there is none, or it is not a regular one
     */
    static Snapshot of(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(
                file,
                HAS_STATUS
                        ? "unix:isRegularFile,size,lastModifiedTime,fileKey,ctime"
                        : "isRegularFile,size,lastModifiedTime,fileKey");
        if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
            throw new NoSuchFileException(file.toString(), null, "is no regular file");
        }
        Instant changed = ((FileTime) attributes.get("lastModifiedTime")).toInstant();
        Instant status = HAS_STATUS ? ((FileTime) attributes.get("ctime")).toInstant() : changed;
        return new Snapshot((Long) attributes.get("size"), changed, status, attributes.get("fileKey"));
    }

    /** The same, once a further change would get another time: at most {@link #TICK} after the last. */
    static Snapshot settled(Path file) throws IOException {
        Snapshot snapshot = of(file);
        Duration age = Duration.between(snapshot.status, Instant.now());
        if (!age.isNegative() && age.compareTo(TICK) < 0) {
            LockSupport.parkNanos(TICK.minus(age).toNanos());
            return of(file);
        }
        return snapshot;
    }

    /** Differs whenever the content may. */
    String entityTag() {
        int file = key == null ? 0 : key.hashCode();
        return "\"" + nanos(changed) + "-" + Long.toHexString(size) + "-" + Integer.toHexString(file) + "-"
                + nanos(status) + "\"";
    }

    private static String nanos(Instant time) {
        return Long.toHexString(TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano());
    }
}
