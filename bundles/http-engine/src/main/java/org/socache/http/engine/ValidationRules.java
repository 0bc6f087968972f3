// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.List;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Trait;

/** What a head without content says about a stored response: a 304, or the answer to a HEAD (RFC 9111 section 4.3). */
final class ValidationRules {

    private final Judge judge;
    private final Library library;
    private final Answers answers;
    private final Report report;

    ValidationRules(Judge judge, Library library, Answers answers, Report report) {
        this.judge = judge;
        this.library = library;
        this.answers = answers;
        this.report = report;
    }

    /** Sections 4.3.3 and 4.3.4: a 304 to the cache's own question. */
    ResponseDecision notModified(Exchange exchange, ResponseHead head, RecordStore store, long now) {
        StoredResponse stored = exchange.stored();
        if (!Validators.confirms(head.fields(), stored)) {
            return new ResponseDecision.Retry(Forwarding.again(exchange, now), Reason.VALIDATOR_MISMATCH);
        }
        Judged judged = judgeMerged(exchange, head, now);
        StoredResponse updated = Records.updated(exchange, judged);
        Serve serve =
                answers.afterForward(exchange, updated, Reason.REVALIDATED, head.status(), judged.isStorable(), now);
        if (serve == null) {
            // what was confirmed has gone meanwhile
            return new ResponseDecision.Retry(Forwarding.again(exchange, now), Reason.VALIDATOR_MISMATCH);
        }
        if (judged.isStorable()) {
            return new ResponseDecision.Answer(serve, library.put(updated, store, now));
        }
        boolean removed = exchange.mayStore() && judged.refusal() != Reason.OLDER_THAN_STORED;
        return new ResponseDecision.Answer(serve, removed ? Changes.remove(List.of(stored.key())) : Changes.NONE);
    }

    /** Section 4.3.5: the answer to a HEAD refreshes the stored response to GET that it describes, and outdates any other. */
    ResponseDecision head(Exchange exchange, ResponseHead head, long now) {
        StoredResponse stored = exchange.stored();
        if (Validators.describes(head.fields(), stored)) {
            Judged judged = judgeMerged(exchange, head, now);
            StoredResponse updated = Records.updated(exchange, judged);
            if (judged.isStorable() && updated.key().equals(stored.key())) {
                Changes refreshed = Library.rewrite(updated);
                Serve serve = answers.afterForward(exchange, updated, Reason.HEAD_UPDATED, head.status(), true, now);
                // none from a part, or where the content has gone meanwhile
                return serve == null
                        ? passed(exchange, head, refreshed, now)
                        : new ResponseDecision.Answer(serve, refreshed);
            }
        }
        return passed(exchange, head, Library.rewrite(stored.with(Trait.INVALIDATED)), now);
    }

    private ResponseDecision passed(Exchange exchange, ResponseHead head, Changes changes, long now) {
        Fields reported = report.forwarded(
                Updates.forwarded(head.fields(), now), exchange.reason(), head.status(), false, exchange.reason());
        return new ResponseDecision.Pass(head.withFields(reported), changes, exchange.reason());
    }

    private Judged judgeMerged(Exchange exchange, ResponseHead head, long now) {
        StoredResponse stored = exchange.stored();
        Fields merged = Updates.merge(stored.fields(), head.fields(), now);
        return judge.update(exchange, new ResponseHead(stored.status(), merged), now);
    }
}
