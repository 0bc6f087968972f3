// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.file.Path;

/** What is being written does not fit into the limits. The disk is well, and it has been counted. */
final class NoRoomException extends IOException {

    private static final long serialVersionUID = 1L;

    NoRoomException(Path file, int bytes) {
        super(file + ": the limits leave no room for " + bytes + " bytes more");
    }
}
