// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

/** This JVM does not let its TLS sessions out; the message says what would. */
final class UnsupportedRuntimeException extends Exception {

    private static final long serialVersionUID = 1L;

    UnsupportedRuntimeException(String message, Throwable cause) {
        super(message, cause);
    }
}
