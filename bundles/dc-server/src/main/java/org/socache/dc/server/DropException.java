// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

/** The connection must be closed, for a reason that is counted. */
final class DropException extends Exception {

    private static final long serialVersionUID = 1L;

    private final DropReason reason;

    DropException(DropReason reason) {
        // no stack trace: dropping garbage must stay cheap
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    DropReason reason() {
        return reason;
    }
}
