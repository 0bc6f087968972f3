// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

/**
 * Makes up for the thread that a request holds while it waits for another one. Left by the part that knows the container in
 * the request, for the filter, which does not.
 *
 * <p>To wait without a thread (an asynchronous request that is dispatched again) is no way for a cache: on such a dispatch the
 * container leaves out all filters that were registered for {@code REQUEST} alone, among them those that check who may see
 * the page.
 */
@FunctionalInterface
public interface ThreadLender {

    /** The request attribute that holds one. */
    String ATTRIBUTE = "org.socache.http.lender";

    /** Lets the container have one thread more; the result takes it back. Null if there is none left. */
    Runnable lend();
}
