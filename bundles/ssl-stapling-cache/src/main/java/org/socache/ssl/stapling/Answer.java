// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.time.Instant;

/**
 * An OCSP response that has been checked.
 *
 * @param der as it came, 1 to {@link StapleRecord#MAX_RESPONSE} bytes; of an error its number alone
 * @param status what it says
 * @param thisUpdate when it was known to be so; null for a responder's error
 * @param nextUpdate until when it is; null if the responder does not say, and for an error
 * @param end until when it serves: nextUpdate, or a time of ours if the responder does not say or
 *     SSLStaplingResponseMaxAge ends it sooner; null for an error
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

    /** {@code tryLater}, which any client understands as no statement. */
    static final Answer TRY_LATER = error(3);

    /**
     * What a responder answers instead of a statement; it has no times. Nobody signs it, so clients are shown no more than its
     * number: {@code SEQUENCE { ENUMERATED status }}.
     *
     * @param status of RFC 6960 section 4.2.1, but not 0, successful
     */
    static Answer error(int status) {
        byte[] der = {0x30, 3, 0x0a, 1, (byte) status};
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
