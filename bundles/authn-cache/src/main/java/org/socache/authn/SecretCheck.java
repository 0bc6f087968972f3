// SPDX-License-Identifier: Apache-2.0
package org.socache.authn;

/**
 * A check against something the back end hands out: a password hash, or the HA1 of RFC 7616.
 *
 * @param <E> how the back end fails when it cannot be asked
 */
public interface SecretCheck<E extends Exception> {

    /** Fetches the user's secret from the back end, the expensive part; null if there is no such user. */
    String fetch() throws E;

    /** Whether what the client sent fits the secret. Compares in constant time. */
    boolean fits(String secret);
}
