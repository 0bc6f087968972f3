// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Tells the file systems whose disk is on another machine: those hang whenever the network or that machine does. */
final class NetworkDisk {

    private static final Set<String> TYPES = Set.of(
            "9p",
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "fuse",
            "fuseblk",
            "gfs2",
            "glusterfs",
            "gpfs",
            "lustre",
            "nfs",
            "nfs3",
            "nfs4",
            "ocfs2",
            "smb2",
            "smb3",
            "smbfs");

    private NetworkDisk() {}

    /** Also true where the system does not tell. */
    static boolean holds(Path file) {
        try {
            return isType(Files.getFileStore(file).type());
        } catch (IOException | SecurityException unknown) {
            return true;
        }
    }

    /** A file system in a process of its own ({@code fuse.sshfs}, {@code fuse.s3fs}) hangs with that process. */
    static boolean isType(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        return TYPES.contains(name) || name.startsWith("fuse.");
    }
}
