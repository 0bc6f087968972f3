// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;

/** What becomes of the origin's response on its way to the client. */
public sealed interface Verdict {

    /**
     * It goes through.
     *
     * @param head what the client gets; null for what the origin sent
     */
    record Pass(ResponseHead head) implements Verdict {}

    /**
     * It goes through and its content is shown to {@link OriginWatch#content} on the way.
     *
     * @param head what the client gets
     */
    record Tee(ResponseHead head) implements Verdict {}

    /** It is kept from the client and shown; {@link OriginWatch#end} tells what the client gets. */
    record Hold() implements Verdict {}

    /**
     * It is dropped and this goes to the client.
     *
     * @param head what the client gets
     * @param content its content, for the adapter to close
     */
    record Replace(ResponseHead head, Payload content) implements Verdict {}

    /** It is dropped and the origin is asked again, with what {@link OriginWatch#requestFields} says now. */
    record Again() implements Verdict {}

    /** It goes through as it is. */
    Verdict UNCHANGED = new Pass(null);

    Verdict HOLD = new Hold();
    Verdict AGAIN = new Again();
}
