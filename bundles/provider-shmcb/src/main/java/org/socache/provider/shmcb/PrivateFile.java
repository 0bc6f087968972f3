// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

import org.socache.api.InvalidSpecificationException;

/** Files of mode 0600: what is cached are sessions, passwords' hashes and private pages. */
final class PrivateFile {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Path SELF = Path.of("/proc/self");

    private PrivateFile() {}

    /** The attributes to create one with; none where the file system knows no modes. */
    static FileAttribute<?>[] attributes(Path path) {
        return hasModes(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /**
     * Refuses an existing file that another user could have put there or could read.
     *
     * @throws InvalidSpecificationException if it is a link, no plain file, another user's, or open to others
     */
    static void check(Path path) throws InvalidSpecificationException, IOException {
        if (Files.isSymbolicLink(path)) {
            throw new InvalidSpecificationException(path + " is a symbolic link; name the file itself");
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidSpecificationException(path + " is not a file; name one that is, or that does not exist");
        }
        if (hasModes(path)) {
            checkOwner(path);
            checkMode(path);
        }
    }

    private static void checkOwner(Path path) throws InvalidSpecificationException, IOException {
        if (Files.exists(SELF)) {
            Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            Object self = Files.getAttribute(SELF, "unix:uid");
            if (!owner.equals(self)) {
                throw new InvalidSpecificationException(path + " belongs to user " + owner + ", this process to user "
                        + self + "; remove the file or choose another path");
            }
        }
    }

    private static void checkMode(Path path) throws InvalidSpecificationException, IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        if (!OWNER_ONLY.equals(mode)) {
            throw new InvalidSpecificationException(path + " has mode " + PosixFilePermissions.toString(mode)
                    + " and must have " + PosixFilePermissions.toString(OWNER_ONLY) + " (0600)");
        }
    }

    private static boolean hasModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
