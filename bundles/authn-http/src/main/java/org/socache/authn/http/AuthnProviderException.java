// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

/** A provider cannot tell; the request is refused with 500, as in httpd. */
public final class AuthnProviderException extends Exception {

    private static final long serialVersionUID = 1L;

    public AuthnProviderException(String message) {
        super(message);
    }

    public AuthnProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}
