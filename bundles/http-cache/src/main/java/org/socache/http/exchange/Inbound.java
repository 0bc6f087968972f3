// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.io.IOException;
import java.util.function.Function;

import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;

/** A request as its container shows it, and the way to answer it without the origin. */
public interface Inbound {

    /**
     * The request as received.
     *
     * @throws IllegalArgumentException if it has no single meaning; then the container is left to refuse it
     */
    RequestHead head();

    /** Whether the container knows who the user is; what it sent to that user is not for others unless it says so. */
    boolean isAuthenticated();

    /** A value that another part of the site attached to the request, or null. */
    Object attribute(String name);

    /** Attaches a value to the request, for access logs and others behind. */
    void attribute(String name, Object value);

    /**
     * Sends a whole response. Nothing has been sent before. It may return before the client has taken it.
     *
     * @param content its content, empty for a HEAD request; closed when it is sent, or cannot be
     */
    void answer(ResponseHead head, Payload content) throws IOException;

    /**
     * Called before the request waits for another one, holding its thread.
     *
     * @return called after the wait; null if so many wait that others would miss the threads, and this one must not
     */
    Runnable startWaiting();

    /**
     * Sends a request of the cache's own to where this one would have gone, on another thread.
     *
     * @param request what to send
     * @param exchange given the request as the container shows it then, tells what becomes of the response
     * @return false if that is not possible, for now or at all
     */
    default boolean askInBackground(RequestHead request, Function<Inbound, OriginWatch> exchange) {
        return false;
    }
}
