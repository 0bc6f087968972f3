// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.io.IOException;
import java.util.function.Function;
import javax.servlet.ServletResponse;

import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;

/**
 * What the filter cannot do with the servlet API alone. Left in the request by the part that knows the container.
 *
 * <p>To wait without a thread (an asynchronous request that is dispatched again) is no way for a cache: on such a dispatch the
 * container leaves out all filters that were registered for {@code REQUEST} alone, among them those that check who may see
 * the page.
 */
public interface ContainerHelp {

    /** The request attribute that holds it. */
    String ATTRIBUTE = "org.socache.http.help";

    /** The attribute of a background request that holds its exchange, a function as for {@link #askInBackground}. */
    String BACKGROUND = "org.socache.http.background";

    /** Lets the container have one thread more; the result takes it back. Null if there is none left. */
    Runnable lendThread();

    /**
     * As {@link Inbound#answer}, past the servlet API, which cannot send anything without a thread and without being asked to
     * for each part.
     *
     * @param response as the filter has it
     * @return false if that is not the container's own, and something before the filter wants to see what is sent
     */
    boolean answer(ServletResponse response, ResponseHead head, Payload content) throws IOException;

    /**
     * As {@link Inbound#askInBackground}; the request comes to the filter with {@link #BACKGROUND}, and what it is answered is
     * thrown away.
     */
    boolean askInBackground(RequestHead request, Function<Inbound, OriginWatch> exchange);
}
