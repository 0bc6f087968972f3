// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Makes files and directories that nobody but their owner may look into: what is cached may be one user's page. They are made
 * with these permissions, not given them afterwards, so that there is no moment before. Where a file system knows none, its
 * own rules hold.
 */
public final class OwnerOnly {

    private static final FileAttribute<?>[] NONE = {};
    private static final FileAttribute<?>[] FILE = {permissions("rw-------")};
    private static final FileAttribute<?>[] DIRECTORY = {permissions("rwx------")};

    private OwnerOnly() {}

    private static FileAttribute<?> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    private static FileAttribute<?>[] where(Path path, FileAttribute<?>... wanted) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix") ? wanted : NONE;
    }

    /** Makes a file that is not there yet, and opens it for writing. */
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), where(file, FILE));
    }

    /** Makes a directory with those above it, as far as they are not there; those that are stay as they are. */
    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, where(directory, DIRECTORY));
    }
}
