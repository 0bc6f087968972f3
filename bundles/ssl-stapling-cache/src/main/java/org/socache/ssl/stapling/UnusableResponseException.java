// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

/**
 * What a responder sent, or did not send, cannot be stapled as an answer; the message says why. It goes into the log and to
 * JMX, and may repeat what came over plain HTTP: strangers write no lines there, and no more than a few.
 */
final class UnusableResponseException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 500;

    UnusableResponseException(String message) {
        super(printable(message));
    }

    UnusableResponseException(String message, Throwable cause) {
        super(printable(message), cause);
    }

    private static String printable(String message) {
        String start = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
        return start.replaceAll("[\\p{Cntrl}\u2028\u2029]", "?");
    }
}
