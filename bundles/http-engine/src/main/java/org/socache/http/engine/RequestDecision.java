// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.ResponseHead;

/** What to do with a request, decided by {@link CacheEngine#decide}. */
public sealed interface RequestDecision
        permits Serve, RequestDecision.ServeAndRevalidate, RequestDecision.Forward, RequestDecision.GatewayTimeout {

    /** Why. */
    Reason reason();

    /**
     * Answer from the store now, and validate behind the client's back (RFC 5861 section 3). The adapter sends
     * {@code background.forwarded()} on another thread, hands the outcome to {@link CacheEngine#received} and applies the
     * changes; it sees to it that one validation per resource runs at a time.
     *
     * @param serve the stale answer
     * @param background a GET with the triggering request's fields, except its conditionals, Range and Cache-Control
     */
    record ServeAndRevalidate(Serve serve, Exchange background) implements RequestDecision {
        @Override
        public Reason reason() {
            return serve.reason();
        }
    }

    /**
     * Ask the origin with {@code exchange.forwarded()}; hand its response to {@link CacheEngine#received}, or its failure to
     * {@link CacheEngine#failed}.
     *
     * @param exchange what to send and to remember
     */
    record Forward(Exchange exchange) implements RequestDecision {
        @Override
        public Reason reason() {
            return exchange.reason();
        }
    }

    /**
     * The client wants a stored answer or none, and there is none (RFC 9111 section 5.2.1.7).
     *
     * @param head a 504 without content
     * @param reason always {@link Reason#ONLY_IF_CACHED_MISS}
     */
    record GatewayTimeout(ResponseHead head, Reason reason) implements RequestDecision {}
}
