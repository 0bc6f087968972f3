// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

/** What a responder sent, or did not send, cannot be stapled as an answer; the message says why. */
final class UnusableResponseException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableResponseException(String message) {
        super(message);
    }

    UnusableResponseException(String message, Throwable cause) {
        super(message, cause);
    }
}
