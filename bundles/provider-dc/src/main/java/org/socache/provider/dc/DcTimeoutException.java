// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.io.IOException;

/** The server took longer than a call may; trying again would double that. */
final class DcTimeoutException extends IOException {

    private static final long serialVersionUID = 1L;

    DcTimeoutException(String message) {
        super(message);
    }
}
