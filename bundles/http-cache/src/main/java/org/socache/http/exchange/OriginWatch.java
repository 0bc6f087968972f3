// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.nio.ByteBuffer;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;

/**
 * Follows the origin's response on behalf of the cache. Calls come in the order {@code head, content*, end} or
 * {@code broken} at any point, from one thread at a time, but {@code broken} from any thread; after {@code end} or
 * {@code broken} further calls do nothing.
 */
public interface OriginWatch {

    /**
     * The request fields the origin is to see: conditionals and Range are the cache's own where it validates or completes
     * what it has, all others are the client's.
     */
    Fields requestFields();

    /** Whether {@link #requestFields} differs from what the client sent, so that the answer may have to be replaced. */
    boolean isCacheRequest();

    /** Judges the response's head, before any of it is sent; asked again when the origin starts its response over. */
    Verdict head(ResponseHead head);

    /** Shows content, in order. The buffer belongs to the caller again when the call returns. */
    void content(ByteBuffer part);

    /**
     * The content has ended as its framing says.
     *
     * @return what the client gets after {@link Verdict.Hold}; otherwise of no meaning
     */
    Verdict end();

    /** The origin gave up before there was a response that could have been sent. */
    Verdict failed();

    /** The response did not come to its end: nothing of it is kept. */
    void broken();
}
