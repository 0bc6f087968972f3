// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Trait;
import org.socache.http.engine.syntax.ContentLength;
import org.socache.http.engine.syntax.ContentRange;

/** Decides about responses of the origin: store, refresh, combine, invalidate, or serve something older instead. */
final class ResponseRules {

    private final CachePolicy policy;
    private final KeyRules keys;
    private final Library library;
    private final Answers answers;
    private final Report report;
    private final FreshnessRules freshnessRules;
    private final StoringRules storing;
    private final Updates updates;

    ResponseRules(CachePolicy policy, KeyRules keys, Library library, Answers answers, Report report) {
        this.policy = policy;
        this.keys = keys;
        this.library = library;
        this.answers = answers;
        this.report = report;
        this.freshnessRules = new FreshnessRules(policy);
        this.storing = new StoringRules(policy);
        this.updates = new Updates(policy);
    }

    ResponseDecision received(Exchange exchange, ResponseHead head, RecordStore store, long now) {
        if (!Statuses.isSafe(exchange.client().method())) {
            return answeredUnsafe(exchange, head, store, now);
        }
        if (head.status() == 304 && exchange.purpose() == Exchange.Purpose.VALIDATE) {
            return validated(exchange, head, store, now);
        }
        if (exchange.purpose() == Exchange.Purpose.COMPLETE && (head.status() == 206 || head.status() == 416)) {
            return completed(exchange, head, now);
        }
        if (Statuses.isOriginFailure(head.status()) && mayServeOnError(exchange, now)) {
            Serve serve =
                    answers.afterForward(exchange, exchange.stored(), Reason.STALE_ON_ERROR, head.status(), false, now);
            if (serve != null) {
                return new ResponseDecision.Answer(serve, Changes.NONE);
            }
        }
        if (exchange.client().isHead() && head.status() == 200 && hasContentStored(exchange)) {
            return answeredHead(exchange, head, now);
        }
        return storeOrPass(exchange, head, Changes.NONE, now);
    }

    ResponseDecision failed(Exchange exchange, int status, long now) {
        if (Statuses.isSafe(exchange.client().method()) && mayServeOnError(exchange, now)) {
            Serve serve = answers.afterForward(exchange, exchange.stored(), Reason.STALE_ON_ERROR, 0, false, now);
            if (serve != null) {
                return new ResponseDecision.Answer(serve, Changes.NONE);
            }
        }
        Fields fields = report.own(Fields.of("Content-Length", "0"), Reason.ORIGIN_FAILED);
        return new ResponseDecision.Fail(new ResponseHead(status, fields), Reason.ORIGIN_FAILED);
    }

    /** RFC 9111 section 4.4: what an unsafe request has changed must not be served any more. */
    private ResponseDecision answeredUnsafe(Exchange exchange, ResponseHead head, RecordStore store, long now) {
        Changes changes = Changes.NONE;
        if (head.status() >= 200 && head.status() < 400) {
            EffectiveUri target = exchange.client().uri();
            changes = library.drop(exchange.key(), store);
            for (String name : List.of("Location", "Content-Location")) {
                String reference = head.fields().first(name);
                EffectiveUri named = reference == null ? null : target.resolve(reference);
                if (named != null && named.sameOrigin(target) && !named.equals(target)) {
                    changes = changes.and(library.drop(keys.key(named), store));
                }
            }
        }
        return storeOrPass(exchange, head, changes, now);
    }

    private ResponseDecision storeOrPass(Exchange exchange, ResponseHead head, Changes changes, long now) {
        Judged judged = judge(exchange, head, now);
        Fields forwarded = Updates.forwarded(head.fields(), now);
        if (judged.refusal == null) {
            Fields reported = report.forwarded(forwarded, exchange.reason(), head.status(), true, exchange.reason());
            long limit = exchange.client().isHead() ? 0 : storing.limit(exchange, head);
            PendingResponse pending =
                    new PendingResponse(exchange, head, judged.freshness, now, limit, removalOfStored(exchange, head));
            return new ResponseDecision.Store(head.withFields(reported), pending, changes, exchange.reason());
        }
        boolean invalidates = !changes.isEmpty();
        boolean keepsStored = invalidates || exchange.barred() != null || judged.refusal == Reason.OLDER_THAN_STORED;
        Changes all = keepsStored ? changes : removalOfStored(exchange, head);
        Reason reason = invalidates ? Reason.INVALIDATES : refusalToReport(exchange, head, judged.refusal);
        Fields reported = report.forwarded(forwarded, exchange.reason(), head.status(), false, reason);
        return new ResponseDecision.Pass(head.withFields(reported), all, reason);
    }

    private static Reason refusalToReport(Exchange exchange, ResponseHead head, Reason refusal) {
        boolean ownCondition = head.status() == 304 && refusal == Reason.STATUS_NOT_CACHEABLE;
        boolean unsafe = refusal == Reason.POST_NOT_CACHEABLE && exchange.reason() == Reason.METHOD;
        return ownCondition ? Reason.NOT_MODIFIED_FOR_CLIENT : unsafe ? Reason.POST_NOT_CACHEABLE : refusal;
    }

    /** The stored response goes when a newer one tells what the resource is like now; an error or a refusal does not tell. */
    private static Changes removalOfStored(Exchange exchange, ResponseHead head) {
        boolean superseded =
                exchange.stored() != null && exchange.client().isGet() && Statuses.supersedes(head.status());
        return superseded ? Changes.remove(List.of(exchange.stored().key())) : Changes.NONE;
    }

    private record Judged(ResponseControl control, Freshness freshness, Reason refusal) {}

    private Judged judge(Exchange exchange, ResponseHead head, long now) {
        ResponseControl control = ResponseControl.of(head.fields(), policy.targets());
        Freshness freshness = freshnessRules.of(head, control, exchange.requestTime(), now);
        Fields storable = updates.storable(head.fields(), control, now);
        return new Judged(control, freshness, storing.refusal(exchange, head, storable, control, freshness));
    }

    /** RFC 9111 sections 4.3.3 and 4.3.4: a 304 to the cache's own question. */
    private ResponseDecision validated(Exchange exchange, ResponseHead head, RecordStore store, long now) {
        StoredResponse stored = exchange.stored();
        if (!Validators.confirms(head.fields(), stored)) {
            return new ResponseDecision.Retry(Forwarding.again(exchange, now), Reason.VALIDATOR_MISMATCH);
        }
        Refreshed refreshed = refresh(exchange, head, now);
        Serve serve = answers.afterForward(
                exchange, refreshed.response, Reason.REVALIDATED, head.status(), refreshed.refusal == null, now);
        if (serve == null) {
            // what was confirmed has gone meanwhile
            return new ResponseDecision.Retry(Forwarding.again(exchange, now), Reason.VALIDATOR_MISMATCH);
        }
        boolean kept = refreshed.refusal == null;
        boolean removed = !kept && exchange.barred() == null && refreshed.refusal != Reason.OLDER_THAN_STORED;
        Changes changes = kept
                ? library.put(refreshed.response, store, now)
                : removed ? Changes.remove(List.of(stored.key())) : Changes.NONE;
        return new ResponseDecision.Answer(serve, changes);
    }

    private record Refreshed(StoredResponse response, Reason refusal) {}

    /** The stored response with the fields of a newer head about the same content. */
    private Refreshed refresh(Exchange exchange, ResponseHead head, long now) {
        StoredResponse stored = exchange.stored();
        Fields merged = Updates.merge(stored.fields(), head.fields(), now);
        ResponseHead whole = new ResponseHead(stored.status(), merged);
        ResponseControl control = ResponseControl.of(whole.fields(), policy.targets());
        Freshness freshness = freshnessRules.of(whole, control, exchange.requestTime(), now);
        Fields storable = updates.storable(whole.fields(), control, now);
        Reason refusal = storing.refusalOfUpdate(exchange, whole, storable, control, freshness);
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        traits.addAll(freshness.traits());
        if (stored.has(Trait.HEAD_ONLY)) {
            traits.add(Trait.HEAD_ONLY);
        }
        return new Refreshed(
                build(exchange, stored.status(), storable, freshness, stored.extent(), traits, stored.body(), refusal),
                refusal);
    }

    private StoredResponse build(
            Exchange exchange,
            int status,
            Fields storable,
            Freshness freshness,
            Extent extent,
            Set<Trait> traits,
            Body body,
            Reason refusal) {
        RequestHead request = exchange.client();
        List<String> names = Selection.varyNames(storable);
        // refused because of Vary: * it is served this once, and under no key
        boolean filed = names != null && refusal == null;
        return new StoredResponse(
                filed ? Library.recordKey(exchange.key(), request, storable) : exchange.key(),
                status,
                storable,
                freshness.timing(),
                extent,
                traits,
                filed ? Selection.selecting(request.fields(), names) : Fields.EMPTY,
                Updates.tags(storable),
                body);
    }

    private static boolean hasContentStored(Exchange exchange) {
        return exchange.stored() != null && !exchange.stored().has(Trait.HEAD_ONLY) && exchange.barred() == null;
    }

    /** RFC 9111 section 4.3.5: a HEAD response refreshes the stored GET response it describes, and outdates any other. */
    private ResponseDecision answeredHead(Exchange exchange, ResponseHead head, long now) {
        StoredResponse stored = exchange.stored();
        Refreshed refreshed = Validators.describes(head.fields(), stored) ? refresh(exchange, head, now) : null;
        boolean updated = refreshed != null
                && refreshed.refusal == null
                && refreshed.response.key().equals(stored.key());
        if (updated) {
            Serve serve =
                    answers.afterForward(exchange, refreshed.response, Reason.HEAD_UPDATED, head.status(), true, now);
            return new ResponseDecision.Answer(serve, Library.rewrite(refreshed.response));
        }
        Fields reported = report.forwarded(
                Updates.forwarded(head.fields(), now), exchange.reason(), head.status(), false, exchange.reason());
        Changes outdated = Library.rewrite(stored.with(Trait.INVALIDATED));
        return new ResponseDecision.Pass(head.withFields(reported), outdated, exchange.reason());
    }

    /** RFC 5861 section 4 and CacheStaleOnError; never what must be validated, never against the client's no-cache. */
    private boolean mayServeOnError(Exchange exchange, long now) {
        StoredResponse stored = exchange.stored();
        if (!policy.staleOnError() || stored == null || exchange.reason() == Reason.REQUEST_NO_CACHE) {
            return false;
        }
        boolean mustValidate =
                stored.has(Trait.NO_CACHE) || stored.has(Trait.INVALIDATED) || stored.has(Trait.NEVER_STALE);
        long remaining = stored.timing().remaining(now);
        if (remaining > 0) {
            return !stored.has(Trait.NO_CACHE) && !stored.has(Trait.INVALIDATED);
        }
        RequestControl control = RequestControl.of(exchange.client().fields(), policy.ignoreCacheControl());
        long granted = Math.max(stored.timing().staleIfError(), 1000 * Math.max(-1, control.staleIfError()));
        return !mustValidate && (granted < 0 || -remaining <= granted);
    }

    Changes commit(PendingResponse pending, Body content, RecordStore store, long now) {
        Exchange exchange = pending.exchange();
        ResponseHead head = pending.head();
        boolean isHead = exchange.client().isHead();
        long stated = ContentLength.parse(head.fields().all("Content-Length"));
        if (!isHead && stated != ContentLength.ABSENT && stated != content.length()) {
            return pending.onAbandon();
        }
        if (!isHead && content.length() > pending.limit()) {
            return pending.onAbandon();
        }
        ResponseControl control = ResponseControl.of(head.fields(), policy.targets());
        Fields storable = updates.storable(head.fields(), control, pending.responseTime());
        Freshness freshness = pending.freshness();
        StoredResponse response;
        if (head.status() == 206) {
            Extent extent =
                    Partial.extent(ContentRange.parse(head.fields().combined("Content-Range")), content.length());
            response = build(
                    exchange,
                    extent.isComplete() ? 200 : 206,
                    storable.without(name -> name.equalsIgnoreCase("Content-Range") || Updates.isContentDigest(name)),
                    freshness,
                    extent,
                    freshness.traits(),
                    content,
                    null);
            response = Partial.joinIfPossible(library.at(response.key(), store), response, policy.maxSize());
            if (response == null) {
                return Changes.NONE;
            }
        } else if (isHead) {
            Set<Trait> traits = EnumSet.of(Trait.HEAD_ONLY);
            traits.addAll(freshness.traits());
            response =
                    build(exchange, head.status(), storable, freshness, new Extent(0, 0, -1), traits, Body.EMPTY, null);
            StoredResponse existing = library.at(response.key(), store);
            if (existing != null && !existing.has(Trait.HEAD_ONLY)) {
                // a GET stored in the meantime is worth more
                return Changes.NONE;
            }
        } else {
            Extent extent = Extent.complete(content.length());
            response = build(exchange, head.status(), storable, freshness, extent, freshness.traits(), content, null);
        }
        return library.put(response, store, now);
    }

    /** RFC 9111 section 3.4: the rest of a stored part has arrived, or 416 says that there is no such rest. */
    private ResponseDecision completed(Exchange exchange, ResponseHead head, long now) {
        Exchange instead = Forwarding.again(exchange, now);
        Judged judged = judge(exchange, head, now);
        ContentRange range = ContentRange.parse(head.fields().combined("Content-Range"));
        boolean fits = head.status() == 206
                && range != null
                && Validators.sameStrongTag(head.fields(), exchange.stored().fields())
                && Partial.isAdjacent(exchange.stored().extent(), range);
        if (!fits) {
            return new ResponseDecision.Retry(instead, Reason.RANGE_NOT_COMBINABLE);
        }
        long limit = storing.limit(exchange, head);
        PendingResponse pending = new PendingResponse(exchange, head, judged.freshness, now, limit, Changes.NONE);
        return new ResponseDecision.Combine(pending, instead, Reason.COMPLETED);
    }

    ResponseDecision combine(PendingResponse pending, Body content, RecordStore store, long now) {
        Exchange exchange = pending.exchange();
        StoredResponse stored = exchange.stored();
        ContentRange range = ContentRange.parse(pending.head().fields().combined("Content-Range"));
        Extent received = new Extent(range.first(), content.length(), range.completeLength());
        Body body = range.last() - range.first() + 1 == content.length()
                ? Partial.join(stored.extent(), stored.body(), received, content)
                : null;
        if (body == null || body.length() != range.completeLength()) {
            return new ResponseDecision.Retry(Forwarding.again(exchange, now), Reason.RANGE_NOT_COMBINABLE);
        }
        Fields merged = Updates.merge(stored.fields(), pending.head().fields(), pending.responseTime())
                .without("Content-Range")
                .with("Content-Length", Long.toString(body.length()));
        ResponseHead whole = new ResponseHead(200, merged);
        Judged judged = judge(exchange, whole, pending.responseTime());
        Fields storable = updates.storable(merged, judged.control, pending.responseTime());
        Freshness freshness = judged.freshness;
        StoredResponse response = build(
                exchange,
                200,
                storable,
                freshness,
                Extent.complete(body.length()),
                freshness.traits(),
                body,
                judged.refusal);
        boolean kept = judged.refusal == null;
        Changes changes = kept ? library.put(response, store, now) : Changes.remove(List.of(stored.key()));
        Serve serve = answers.afterForward(
                exchange, response, Reason.COMPLETED, pending.head().status(), kept, now);
        return serve == null
                ? new ResponseDecision.Retry(Forwarding.again(exchange, now), Reason.RANGE_NOT_COMBINABLE)
                : new ResponseDecision.Answer(serve, changes);
    }
}
