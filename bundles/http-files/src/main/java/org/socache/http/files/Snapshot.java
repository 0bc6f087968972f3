// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How a file looked at one moment: what tells its contents apart.
 *
 * @param size in bytes
 * @param changed its time of change
 * @param key its inode, where there is one
 */
record Snapshot(long size, Instant changed, Object key) {

    /** A file system may give two changes the same time when they are closer together than this: a tick of its clock. */
    private static final Duration TICK = Duration.ofMillis(20);

    /**
     * Looks at a file.
     *
     * @throws NoSuchFileException if there is none, or it is not a regular one
     */
    static Snapshot of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new NoSuchFileException(file.toString(), null, "is no regular file");
        }
        return new Snapshot(attributes.size(), attributes.lastModifiedTime().toInstant(), attributes.fileKey());
    }

    /** The same, once a further change would get another time: at most {@link #TICK} after the last. */
    static Snapshot settled(Path file) throws IOException {
        Snapshot snapshot = of(file);
        Duration age = Duration.between(snapshot.changed, Instant.now());
        if (!age.isNegative() && age.compareTo(TICK) < 0) {
            LockSupport.parkNanos(TICK.minus(age).toNanos());
            return of(file);
        }
        return snapshot;
    }

    /** Differs whenever the content may. */
    String entityTag() {
        long nanos = TimeUnit.SECONDS.toNanos(changed.getEpochSecond()) + changed.getNano();
        int file = key == null ? 0 : key.hashCode();
        return "\"" + Long.toHexString(nanos) + "-" + Long.toHexString(size) + "-" + Integer.toHexString(file) + "\"";
    }
}
