// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.message;

/** The request target and the Host field do not make one effective URI; the request is to be answered with 400. */
public final class InvalidRequestTargetException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidRequestTargetException(String message) {
        super(message);
    }
}
