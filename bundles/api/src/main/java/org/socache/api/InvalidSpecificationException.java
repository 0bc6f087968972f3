// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/** A cache cannot be opened as asked; the message says what is wrong and what would be right. */
public final class InvalidSpecificationException extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidSpecificationException(String message) {
        super(message);
    }

    public InvalidSpecificationException(String message, Throwable cause) {
        super(message, cause);
    }
}
