// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.util.Arrays;

/**
 * What lies in the shared cache under the SHA-1 of a certificate, byte for byte httpd's, so that httpd and Karaf nodes
 * share one cache:
 *
 * <pre>
 *  0      1
 *  +------+-----------------------------+
 *  | fine | DER of the OCSP response    |
 *  +------+-----------------------------+
 * </pre>
 *
 * Fine is 1 if the response was good to staple when it was stored, 0 for an error that is only remembered. It has no
 * checksum: a response is signed, and checked whenever it is read.
 */
record StapleRecord(boolean fine, byte[] der) {

    /** httpd's bound on the whole record. */
    static final int MAX_RECORD = 10_240;

    static final int MAX_RESPONSE = MAX_RECORD - 1;

    byte[] bytes() {
        byte[] record = new byte[1 + der.length];
        record[0] = (byte) (fine ? 1 : 0);
        System.arraycopy(der, 0, record, 1, der.length);
        return record;
    }

    /** Null if it is none. */
    static StapleRecord parse(byte[] bytes) {
        return bytes == null || bytes.length < 2 || bytes.length > MAX_RECORD
                ? null
                : new StapleRecord(bytes[0] != 0, Arrays.copyOfRange(bytes, 1, bytes.length));
    }
}
