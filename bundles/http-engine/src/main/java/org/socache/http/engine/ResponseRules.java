// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.List;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Trait;

/** Decides about responses of the origin: whose business each is, and what is stored, passed, or taken out. */
final class ResponseRules {

    private final Judge judge;
    private final InvalidationRules invalidation;
    private final ValidationRules validation;
    private final CompletionRules completion;
    private final FallbackRules fallback;
    private final Report report;

    ResponseRules(
            Judge judge,
            InvalidationRules invalidation,
            ValidationRules validation,
            CompletionRules completion,
            FallbackRules fallback,
            Report report) {
        this.judge = judge;
        this.invalidation = invalidation;
        this.validation = validation;
        this.completion = completion;
        this.fallback = fallback;
        this.report = report;
    }

    ResponseDecision received(Exchange exchange, ResponseHead head, RecordStore store, long now) {
        if (!Statuses.isSafe(exchange.client().method())) {
            return storeOrPass(exchange, head, invalidation.answered(exchange, head, store), now);
        }
        if (head.status() == 304 && exchange.purpose() == Exchange.Purpose.VALIDATE) {
            return validation.notModified(exchange, head, store, now);
        }
        if (head.status() == 304 && !Validators.isConditional(exchange.client().fields())) {
            return failed(exchange, now);
        }
        if (exchange.purpose() == Exchange.Purpose.COMPLETE && (head.status() == 206 || head.status() == 416)) {
            return completion.received(exchange, head, now);
        }
        ResponseDecision instead =
                Statuses.isOriginFailure(head.status()) ? fallback.insteadOf(head.status(), exchange, now) : null;
        if (instead != null) {
            return instead;
        }
        if (exchange.client().isHead() && head.status() == 200 && hasContentStored(exchange)) {
            return validation.head(exchange, head, now);
        }
        return storeOrPass(exchange, head, Changes.NONE, now);
    }

    ResponseDecision failed(Exchange exchange, long now) {
        ResponseDecision instead = fallback.insteadOf(0, exchange, now);
        if (instead != null) {
            return instead;
        }
        Fields fields = report.own(Fields.of("Content-Length", "0"), Reason.ORIGIN_FAILED);
        return new ResponseDecision.Fail(new ResponseHead(502, fields), Reason.ORIGIN_FAILED);
    }

    private ResponseDecision storeOrPass(Exchange exchange, ResponseHead head, Changes changes, long now) {
        Judged judged = judge.response(exchange, head, now);
        Fields forwarded = Updates.forwarded(head.fields(), now);
        if (judged.isStorable()) {
            Fields reported = report.forwarded(forwarded, exchange.reason(), head.status(), true, exchange.reason());
            long limit = exchange.client().isHead() ? 0 : judge.limit(exchange, head);
            PendingResponse pending = new PendingResponse(exchange, head, now, limit, removalOfStored(exchange, head));
            return new ResponseDecision.Store(head.withFields(reported), pending, changes, exchange.reason());
        }
        boolean invalidates = !changes.isEmpty();
        boolean keepsStored = invalidates || exchange.barred() != null || judged.refusal() == Reason.OLDER_THAN_STORED;
        Changes all = keepsStored ? changes : removalOfStored(exchange, head);
        Reason reason = invalidates ? Reason.INVALIDATES : refusalToReport(head, judged.refusal());
        Fields reported = report.forwarded(forwarded, exchange.reason(), head.status(), false, reason);
        return new ResponseDecision.Pass(head.withFields(reported), all, reason);
    }

    private static Reason refusalToReport(ResponseHead head, Reason refusal) {
        boolean ownCondition = head.status() == 304 && refusal == Reason.STATUS_NOT_CACHEABLE;
        return ownCondition ? Reason.NOT_MODIFIED_FOR_CLIENT : refusal;
    }

    /** The stored response goes when a newer one tells what the resource is like now; an error or a refusal does not tell. */
    private static Changes removalOfStored(Exchange exchange, ResponseHead head) {
        boolean superseded =
                exchange.stored() != null && exchange.client().isGet() && Statuses.supersedes(head.status());
        return superseded ? Changes.remove(List.of(exchange.stored().key())) : Changes.NONE;
    }

    private static boolean hasContentStored(Exchange exchange) {
        return exchange.stored() != null && !exchange.stored().has(Trait.HEAD_ONLY) && exchange.mayStore();
    }
}
