// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

/** What a request asks for. The ordinal is the byte on the wire. */
public enum Operation {
    /** Adds an entry whose key is absent; never overwrites. */
    ADD,
    /** Reads an entry. */
    GET,
    /** Drops an entry. */
    REMOVE,
    /** Asks whether an entry is there. */
    HAVE;

    private static final Operation[] BY_CODE = values();

    /** The operation of a byte on the wire, or null if there is none. */
    static Operation of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
