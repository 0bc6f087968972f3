// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Timing;
import org.socache.http.engine.record.Trait;

/** Decides about requests (RFC 9111 section 4): answer, answer stale, or ask the origin, and with which request. */
final class RequestRules {

    private final CachePolicy policy;
    private final KeyRules keys;
    private final Library library;
    private final Answers answers;
    private final Report report;

    RequestRules(CachePolicy policy, KeyRules keys, Library library, Answers answers, Report report) {
        this.policy = policy;
        this.keys = keys;
        this.library = library;
        this.answers = answers;
        this.report = report;
    }

    RequestDecision decide(RequestHead request, RecordStore store, Reason whenFresh, long now) {
        CacheKey key = keys.key(request.uri());
        RequestControl control = RequestControl.of(request.fields(), policy.ignoreCacheControl());
        if (!request.isGet() && !request.isHead()) {
            Reason barred = !request.method().equals("POST")
                    ? Reason.METHOD
                    : control.noStore() ? Reason.REQUEST_NO_STORE : null;
            return new RequestDecision.Forward(Forwarding.fetch(request, key, null, Reason.METHOD, now, barred));
        }
        RequestDecision decision = decide(request, key, control, store, whenFresh, now);
        if (control.onlyIfCached() && decision instanceof RequestDecision.Forward) {
            Fields fields = report.own(Fields.of("Content-Length", "0"), Reason.ONLY_IF_CACHED_MISS);
            return new RequestDecision.GatewayTimeout(new ResponseHead(504, fields), Reason.ONLY_IF_CACHED_MISS);
        }
        return decision;
    }

    RequestDecision.Forward bypass(RequestHead request, Reason why, long now) {
        return new RequestDecision.Forward(Forwarding.fetch(request, keys.key(request.uri()), null, why, now, why));
    }

    private RequestDecision decide(
            RequestHead request, CacheKey key, RequestControl control, RecordStore store, Reason whenFresh, long now) {
        if (hasContent(request.fields())) {
            return bypass(request, Reason.REQUEST_CONTENT, now);
        }
        if (control.noStore()) {
            return bypass(request, Reason.REQUEST_NO_STORE, now);
        }
        if (request.fields().contains("If-Match") || request.fields().contains("If-Unmodified-Since")) {
            return bypass(request, Reason.PRECONDITION_FOR_ORIGIN, now);
        }
        Library.Found found = library.find(key, request, store);
        StoredResponse stored = found.response();
        if (stored == null) {
            return miss(request, key, found.missing(), now);
        }
        if (stored.has(Trait.HEAD_ONLY) && request.isGet()) {
            return miss(request, key, Reason.MISS, now);
        }
        if (request.fields().contains("Authorization") && !stored.has(Trait.AUTHORIZED_REUSE)) {
            return miss(request, key, Reason.AUTHORIZATION, now);
        }
        Reason reason = judge(stored, control, now);
        return reason.kind() == Reason.Kind.HIT
                ? serve(request, key, stored, reason == Reason.FRESH ? whenFresh : reason, now)
                : new RequestDecision.Forward(Forwarding.validate(request, key, stored, reason, now));
    }

    /** It has no meaning to HTTP, and so no place in a key; an origin that reads it all the same answers this client alone. */
    private static boolean hasContent(Fields request) {
        return request.contains("Transfer-Encoding")
                || !request.all("Content-Length").stream().allMatch("0"::equals);
    }

    private static RequestDecision miss(RequestHead request, CacheKey key, Reason reason, long now) {
        return new RequestDecision.Forward(Forwarding.fetch(request, key, null, reason, now, null));
    }

    private RequestDecision serve(RequestHead request, CacheKey key, StoredResponse stored, Reason reason, long now) {
        Serve serve = answers.fromStore(request, stored, reason, now);
        if (serve == null) {
            return new RequestDecision.Forward(missingPart(request, key, stored, now));
        }
        return reason == Reason.STALE_WHILE_REVALIDATE
                ? new RequestDecision.ServeAndRevalidate(serve, Forwarding.background(request, key, stored, now))
                : serve;
    }

    /** Whether a stored response may be used for a request (RFC 9111 section 4.2); a reason of kind HIT says yes. */
    private static Reason judge(StoredResponse stored, RequestControl control, long now) {
        if (control.noCache()) {
            return Reason.REQUEST_NO_CACHE;
        }
        if (stored.has(Trait.INVALIDATED)) {
            return Reason.INVALIDATED;
        }
        if (stored.has(Trait.NO_CACHE)) {
            return Reason.NO_CACHE;
        }
        Timing timing = stored.timing();
        long remaining = timing.remaining(now);
        // at max-age=0 an age of 0 would do, but who reloads a page means a question to the origin
        boolean young = control.maxAge() < 0 || control.maxAge() > 0 && timing.age(now) <= 1000 * control.maxAge();
        if (remaining > 0) {
            // RFC 8246: while fresh, an immutable response is not validated just because the user reloads
            boolean reloadable = young || stored.has(Trait.IMMUTABLE);
            boolean lastsLongEnough = control.minFresh() < 0 || remaining >= 1000 * control.minFresh();
            return reloadable && lastsLongEnough ? Reason.FRESH : Reason.REQUEST_TOO_OLD;
        }
        if (stored.has(Trait.NEVER_STALE) || !young) {
            return Reason.STALE;
        }
        if (control.maxStale() >= 0 && -remaining <= 1000 * control.maxStale()) {
            return Reason.FRESH_BY_MAX_STALE;
        }
        boolean inGrace = -remaining < timing.staleWhileRevalidate();
        return inGrace && !control.isDemanding() ? Reason.STALE_WHILE_REVALIDATE : Reason.STALE;
    }

    /**
     * A request for what a stored part lacks (RFC 9111 section 3.3): where the whole is wanted and the part is its beginning
     * or its end, only the rest is asked for. A whole that could not be served has gone from its store meanwhile.
     */
    private static Exchange missingPart(RequestHead request, CacheKey key, StoredResponse stored, long now) {
        Extent extent = stored.extent();
        if (extent.isComplete()) {
            return Forwarding.fetch(request, key, null, Reason.MISS, now, null);
        }
        boolean wholeWanted = request.isGet() && !request.fields().contains("Range");
        boolean beginning = extent.first() == 0;
        boolean end = extent.end() == extent.completeLength();
        if (wholeWanted && (beginning || end) && extent.length() > 0) {
            String range = beginning ? "bytes=" + extent.end() + "-" : "bytes=0-" + (extent.first() - 1);
            return Forwarding.complete(request, key, stored, range, now);
        }
        return Forwarding.fetch(request, key, null, Reason.PARTIAL_MISS, now, null);
    }

    Serve serveWhileLocked(Exchange exchange, long now) {
        StoredResponse stored = exchange.stored();
        RequestControl control = RequestControl.of(exchange.client().fields(), policy.ignoreCacheControl());
        boolean allowed = stored != null
                && exchange.reason() == Reason.STALE
                && !stored.has(Trait.NEVER_STALE)
                && !control.isDemanding();
        return allowed ? answers.fromStore(exchange.client(), stored, Reason.STALE_LOCK_HELD, now) : null;
    }
}
