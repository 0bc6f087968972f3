// SPDX-License-Identifier: Apache-2.0
package org.socache.demo.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files with secrets: mode 0600, where there are modes, from their first moment. */
final class OwnerOnly {

    private static final FileAttribute<?>[] OWNER = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
    private static final FileAttribute<?>[] NO_MODES = {};

    private OwnerOnly() {}

    /** Makes the file empty and new: who has opened one that was there before, sees nothing of what comes. */
    static void create(Path file) throws IOException {
        Files.deleteIfExists(file);
        boolean modes = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createFile(file, modes ? OWNER : NO_MODES);
    }
}
