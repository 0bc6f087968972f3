// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.List;

import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.ResponseHead;

/** What an unsafe request has changed, and must not be served any more (RFC 9111 section 4.4). */
final class InvalidationRules {

    private final KeyRules keys;
    private final Library library;

    InvalidationRules(KeyRules keys, Library library) {
        this.keys = keys;
        this.library = library;
    }

    /** Unsafe or unknown, and not an error. */
    static boolean applyTo(Exchange exchange, ResponseHead head) {
        return !Statuses.isSafe(exchange.client().method()) && head.status() >= 200 && head.status() < 400;
    }

    /** The target, and what the response names of the same origin; another origin's is none of its business. */
    Changes answered(Exchange exchange, ResponseHead head, RecordStore store) {
        if (!applyTo(exchange, head)) {
            return Changes.NONE;
        }
        EffectiveUri target = exchange.client().uri();
        Changes changes = library.drop(exchange.key(), store);
        for (String name : List.of("Location", "Content-Location")) {
            String reference = head.fields().first(name);
            EffectiveUri named = reference == null ? null : target.resolve(reference);
            if (named != null && named.sameOrigin(target) && !named.equals(target)) {
                changes = changes.and(library.drop(keys.key(named), store));
            }
        }
        return changes;
    }
}
