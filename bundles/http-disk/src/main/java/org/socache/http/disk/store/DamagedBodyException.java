// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.file.Path;

/** A body is not what was written. */
final class DamagedBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedBodyException(Path file, String how) {
        super(file + ": " + how);
    }
}
