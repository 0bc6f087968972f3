// SPDX-License-Identifier: Apache-2.0
package org.socache.http.config;

/** A configuration is refused; the message names file, key, value and what is allowed. */
public final class InvalidDirectiveException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidDirectiveException(String file, String key, String value, String allowed) {
        super(file + ": " + key + " = \"" + value + "\" is refused; allowed: " + allowed);
    }
}
