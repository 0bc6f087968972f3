// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

/** This JVM does not let anyone staple for it; the message says what would. */
final class UnsupportedRuntimeException extends Exception {

    private static final long serialVersionUID = 1L;

    UnsupportedRuntimeException(String message, Throwable cause) {
        super(message, cause);
    }
}
