// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

/** A server did not answer, or not in its protocol: the fault lies with the server, not with the call. */
public class Unreachable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Unreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
