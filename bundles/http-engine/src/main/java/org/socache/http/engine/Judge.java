// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;

/** Judges heads of responses, for whoever decides what is done with them. */
final class Judge {

    private final CachePolicy policy;
    private final FreshnessRules freshnessRules;
    private final StoringRules storing;
    private final Updates updates;

    Judge(CachePolicy policy) {
        this.policy = policy;
        freshnessRules = new FreshnessRules(policy);
        storing = new StoringRules(policy);
        updates = new Updates(policy);
    }

    /** A response that has just arrived. */
    Judged response(Exchange exchange, ResponseHead head, long now) {
        ResponseControl control = control(head);
        Fields storable = updates.storable(head.fields(), control, now);
        Freshness freshness = freshnessRules.of(head, control, exchange.requestTime(), now);
        return new Judged(storable, freshness, storing.refusal(exchange, head, storable, control, freshness));
    }

    /** A stored response with the fields of one merged in that has just arrived. */
    Judged update(Exchange exchange, ResponseHead merged, long now) {
        ResponseControl control = control(merged);
        Fields storable = updates.storable(merged.fields(), control, now);
        Freshness freshness = freshnessRules.of(merged, control, exchange.requestTime(), now);
        return new Judged(storable, freshness, storing.refusalOfUpdate(exchange, merged, storable, control, freshness));
    }

    /** What was judged storable when its head arrived. */
    Judged pending(PendingResponse pending) {
        ResponseHead head = pending.head();
        ResponseControl control = control(head);
        long arrived = pending.responseTime();
        Fields storable = updates.storable(head.fields(), control, arrived);
        Freshness freshness =
                freshnessRules.of(head, control, pending.exchange().requestTime(), arrived);
        return new Judged(storable, freshness, null);
    }

    /** How many bytes of content fit into a record beside key and fields. */
    long limit(Exchange exchange, ResponseHead head) {
        return storing.limit(exchange, head);
    }

    private ResponseControl control(ResponseHead head) {
        return ResponseControl.of(head.fields(), policy.targets());
    }
}
