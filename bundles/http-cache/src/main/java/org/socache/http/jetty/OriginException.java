// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

/** Carries what a handler threw through a method that declares nothing; Jetty looks at the cause. */
final class OriginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OriginException(Exception cause) {
        super(cause);
    }
}
