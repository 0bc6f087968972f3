// SPDX-License-Identifier: Apache-2.0
package org.socache.authn;

/**
 * The expensive question that the cache saves: is this credential right?
 *
 * @param <E> how the back end fails when it cannot be asked; a failure is passed on and never cached
 */
@FunctionalInterface
public interface Backend<E extends Exception> {

    /** Asks. Called on the thread of one of the logins that wait for the answer. */
    Verdict ask() throws E;
}
