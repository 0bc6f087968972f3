// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.List;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.syntax.ContentRange;

/** What is done with the rest of a stored part, which the cache has asked for itself (RFC 9111 section 3.4). */
final class CompletionRules {

    private final Judge judge;
    private final Library library;
    private final Answers answers;

    CompletionRules(Judge judge, Library library, Answers answers) {
        this.judge = judge;
        this.library = library;
        this.answers = answers;
    }

    /** The rest has arrived by a 206, or a 416 says that there is no such rest. */
    ResponseDecision received(Exchange exchange, ResponseHead head, long now) {
        Exchange instead = Forwarding.again(exchange, now);
        ContentRange range = ContentRange.parse(head.fields().combined("Content-Range"));
        boolean fits = head.status() == 206
                && range != null
                && Validators.sameStrongTag(head.fields(), exchange.stored().fields())
                && Partial.isAdjacent(exchange.stored().extent(), range);
        if (!fits) {
            return new ResponseDecision.Retry(instead, Reason.RANGE_NOT_COMBINABLE);
        }
        PendingResponse pending = new PendingResponse(exchange, head, now, judge.limit(exchange, head), Changes.NONE);
        return new ResponseDecision.Combine(pending, instead, Reason.COMPLETED);
    }

    ResponseDecision combine(PendingResponse pending, Body content, RecordStore store, long now) {
        Exchange exchange = pending.exchange();
        Body body = join(pending, content);
        if (body == null) {
            return new ResponseDecision.Retry(Forwarding.again(exchange, now), Reason.RANGE_NOT_COMBINABLE);
        }
        StoredResponse stored = exchange.stored();
        Fields merged = Updates.merge(stored.fields(), pending.head().fields(), pending.responseTime())
                .without("Content-Range")
                .with("Content-Length", Long.toString(body.length()));
        Judged judged = judge.response(exchange, new ResponseHead(200, merged), pending.responseTime());
        StoredResponse whole = Records.of(exchange, 200, judged, Extent.complete(body.length()), body);
        Serve serve = answers.afterForward(
                exchange, whole, Reason.COMPLETED, pending.head().status(), judged.isStorable(), now);
        if (serve == null) {
            return new ResponseDecision.Retry(Forwarding.again(exchange, now), Reason.RANGE_NOT_COMBINABLE);
        }
        Changes changes = judged.isStorable() ? library.put(whole, store, now) : Changes.remove(List.of(stored.key()));
        return new ResponseDecision.Answer(serve, changes);
    }

    /** The whole content; null where the received part is not what its head has said, or something is still missing. */
    private static Body join(PendingResponse pending, Body content) {
        StoredResponse stored = pending.exchange().stored();
        ContentRange range = ContentRange.parse(pending.head().fields().combined("Content-Range"));
        if (range.last() - range.first() + 1 != content.length()) {
            return null;
        }
        Extent received = new Extent(range.first(), content.length(), range.completeLength());
        Body body = Partial.join(stored.extent(), stored.body(), received, content);
        return body != null && body.length() == range.completeLength() ? body : null;
    }
}
