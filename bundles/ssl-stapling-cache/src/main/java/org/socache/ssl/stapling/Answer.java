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
 * @param end until when it serves: nextUpdate, or a time of ours if the responder does not say; null for an error
 */
record Answer(byte[] der, Status status, Instant thisUpdate, Instant nextUpdate, Instant end) {

    /** What a response can say. */
    enum Status {
        GOOD,
        REVOKED,
        UNKNOWN,
        /** No statement about the certificate: tryLater, unauthorized and the like. */
        RESPONDER_ERROR
    }

    /** {@code tryLater}, which any client understands as no statement: {@code SEQUENCE { ENUMERATED 3 }}. */
    static final Answer TRY_LATER = error(new byte[] {0x30, 3, 0x0a, 1, 3});

    /** What a responder answers instead of a statement; nobody signs it, and it has no times. */
    static Answer error(byte[] der) {
        return new Answer(der, Status.RESPONDER_ERROR, null, null, null);
    }

    /** The same, but serving no longer than until then. */
    Answer endingBy(Instant limit) {
        return limit.isBefore(end) ? new Answer(der, status, thisUpdate, nextUpdate, limit) : this;
    }

    /** True unless it is only an error. */
    boolean isStatement() {
        return status != Status.RESPONDER_ERROR;
    }
}
