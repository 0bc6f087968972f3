// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.config;

/** A directive has a value it cannot have; the message names file, key and value and says what is allowed. */
public final class InvalidDirectiveException extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidDirectiveException(String file, String key, String value, String allowed) {
        super(file + ": " + key + " = " + value + ": must be " + allowed);
    }
}
