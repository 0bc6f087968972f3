// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.ResponseHead;

/** What to do with a response of the origin, decided by {@link CacheEngine#received} and {@link CacheEngine#failed}. */
public sealed interface ResponseDecision {

    /** Why. */
    Reason reason();

    /**
     * Pass the response to the client at once and record its content on the way; when the content has ended as its framing
     * says, hand it to {@link CacheEngine#commit}. When it broke off, grew beyond {@link PendingResponse#limit()}, or the
     * recording failed: forget it, and apply {@link PendingResponse#onAbandon()}.
     *
     * @param head what the client gets: hop-by-hop fields removed, report fields added
     * @param pending what to hand to {@code commit}
     * @param changes to apply now, before the content arrives
     * @param reason why it was fetched, and that it is being stored
     */
    record Store(ResponseHead head, PendingResponse pending, Changes changes, Reason reason)
            implements ResponseDecision {}

    /**
     * Pass the response to the client, and store nothing.
     *
     * @param head what the client gets: hop-by-hop fields removed, report fields added
     * @param changes to apply now: invalidations, the removal of a superseded copy, updates learnt from a HEAD response
     * @param reason why it is not stored
     */
    record Pass(ResponseHead head, Changes changes, Reason reason) implements ResponseDecision {}

    /**
     * Drain the response and answer from the store: after a successful validation, or because the origin failed and a stale
     * answer is better than an error.
     *
     * @param serve what the client gets
     * @param changes to apply now: the refreshed record
     */
    record Answer(Serve serve, Changes changes) implements ResponseDecision {
        @Override
        public Reason reason() {
            return serve.reason();
        }
    }

    /**
     * Read the whole content of this 206, at most {@link PendingResponse#limit()} bytes, then call
     * {@link CacheEngine#combine}; beyond the limit or after an error, send {@code instead} as a new request.
     *
     * @param pending what to hand to {@code combine}
     * @param instead a request for the whole representation
     * @param reason that the missing part was fetched
     */
    record Combine(PendingResponse pending, Exchange instead, Reason reason) implements ResponseDecision {}

    /**
     * Drain the response, send {@code exchange.forwarded()} to the origin and start again with its response. Happens at most
     * once per request.
     *
     * @param exchange the request without conditionals
     * @param reason why the first response was of no use
     */
    record Retry(Exchange exchange, Reason reason) implements ResponseDecision {}

    /**
     * Answer the client with an error of its own: the origin failed, and there is nothing that may be served instead.
     *
     * @param head 502 without content
     * @param reason why nothing stored was served
     */
    record Fail(ResponseHead head, Reason reason) implements ResponseDecision {}
}
