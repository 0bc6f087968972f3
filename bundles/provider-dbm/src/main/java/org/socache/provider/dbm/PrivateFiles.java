// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

import org.mapdb.DBException;
import org.mapdb.volume.ByteArrayVol;
import org.mapdb.volume.MappedFileVol;
import org.mapdb.volume.Volume;
import org.mapdb.volume.VolumeFactory;

/**
 * Where MapDB keeps its bytes: the store in a file that only its owner may read, what is not yet committed in memory.
 *
 * <p>The second half is the point. MapDB 3.1.0 writes a log of uncommitted changes, and never reads it again when it
 * opens a store: as a file it would cost a second copy of every byte and protect nothing.
 *
 * <p>The file is mapped into memory, which makes a lookup ten times as fast (the package's description has the numbers). It
 * grows by zeros that are written, not mapped, so that a full disk is an exception and not a signal that ends the JVM.
 */
final class PrivateFiles extends VolumeFactory {

    private static final int LOG_SLICE_SHIFT = 20;

    private final Path store;

    PrivateFiles(Path store) {
        this.store = store;
    }

    @Override
    public Volume makeVolume(
            String file, boolean readOnly, long fileLockWait, int sliceShift, long initSize, boolean fixedSize) {
        if (!store.toString().equals(file)) {
            return new ByteArrayVol(LOG_SLICE_SHIFT, 0);
        }
        try {
            createPrivate(store);
        } catch (IOException e) {
            throw new DBException.VolumeIOError(e);
        }
        return new MappedFileVol(store.toFile(), readOnly, fileLockWait, sliceShift, false, initSize, false);
    }

    @Override
    public boolean exists(String file) {
        return store.toString().equals(file) && Files.exists(store);
    }

    @Override
    public boolean handlesReadonly() {
        return false;
    }

    /** Makes an empty file that only its owner may read and write, unless there is one. */
    static void createPrivate(Path file) throws IOException {
        FileAttribute<?>[] ownerOnly =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try {
            Files.createFile(file, ownerOnly);
        } catch (FileAlreadyExistsException there) {
            // and is used as it is
        }
    }
}
