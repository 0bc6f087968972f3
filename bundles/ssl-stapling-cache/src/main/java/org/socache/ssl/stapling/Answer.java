// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.time.Instant;

/**
 * An OCSP response that has been checked.
 *
 * @param der as it came, 1 to {@link StapleRecord#MAX_RESPONSE} bytes
 * @param status what it says
 * @param thisUpdate when it was known to be so; null for a responder's error
 * @param nextUpdate until when it is; null if the responder does not say, and for an error
 */
record Answer(byte[] der, Status status, Instant thisUpdate, Instant nextUpdate) {

    /** What a response can say. */
    enum Status {
        GOOD,
        REVOKED,
        UNKNOWN,
        /** No statement about the certificate: tryLater, unauthorized and the like. */
        RESPONDER_ERROR
    }

    /** {@code tryLater}, which any client understands as no statement: {@code SEQUENCE { ENUMERATED 3 }}. */
    static final Answer TRY_LATER = new Answer(new byte[] {0x30, 3, 0x0a, 1, 3}, Status.RESPONDER_ERROR, null, null);

    /** True unless it is only an error. */
    boolean isStatement() {
        return status != Status.RESPONDER_ERROR;
    }
}
