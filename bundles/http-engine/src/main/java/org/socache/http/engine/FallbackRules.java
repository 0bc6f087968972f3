// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Trait;

/** Whether something stored is a better answer than an error of the origin (RFC 5861 section 4, CacheStaleOnError). */
final class FallbackRules {

    private final CachePolicy policy;
    private final Answers answers;

    FallbackRules(CachePolicy policy, Answers answers) {
        this.policy = policy;
        this.answers = answers;
    }

    /**
     * The stored answer that stands in.
     *
     * @param status the error of the origin; 0 where it did not answer
     * @return null if there is none that may be served
     */
    ResponseDecision insteadOf(int status, Exchange exchange, long now) {
        boolean allowed = Statuses.isSafe(exchange.client().method()) && mayServe(exchange, now);
        Serve serve = allowed
                ? answers.afterForward(exchange, exchange.stored(), Reason.STALE_ON_ERROR, status, false, now)
                : null;
        return serve == null ? null : new ResponseDecision.Answer(serve, Changes.NONE);
    }

    /** Never what must be validated, never against the client's no-cache. */
    private boolean mayServe(Exchange exchange, long now) {
        StoredResponse stored = exchange.stored();
        if (!policy.staleOnError() || stored == null || exchange.reason() == Reason.REQUEST_NO_CACHE) {
            return false;
        }
        if (stored.has(Trait.NO_CACHE) || stored.has(Trait.INVALIDATED)) {
            return false;
        }
        long remaining = stored.timing().remaining(now);
        if (remaining > 0) {
            return true;
        }
        RequestControl control = RequestControl.of(exchange.client().fields(), policy.ignoreCacheControl());
        long granted = Math.max(stored.timing().staleIfError(), 1000 * Math.max(-1, control.staleIfError()));
        return !stored.has(Trait.NEVER_STALE) && (granted < 0 || -remaining <= granted);
    }
}
