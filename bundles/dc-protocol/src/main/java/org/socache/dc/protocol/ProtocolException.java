// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.io.IOException;

/** The peer broke the protocol; the connection is of no further use. */
public final class ProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Violation violation;

    public ProtocolException(Violation violation, String message) {
        super(message);
        this.violation = violation;
    }

    /** Which rule was broken. */
    public Violation violation() {
        return violation;
    }
}
