// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.file.Path;

/** A body could not be written; why has been counted. */
final class NotWrittenException extends IOException {

    private static final long serialVersionUID = 1L;

    /** It does not fit into the limits. The disk is well. */
    NotWrittenException(Path file, int bytes) {
        super(file + ": the limits leave no room for " + bytes + " bytes more");
    }

    /** An error of the disk. */
    NotWrittenException(IOException cause) {
        super(cause.toString(), cause);
    }
}
