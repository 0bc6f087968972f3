// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.CacheKey;

/** What an unsafe request has changed, and must not be served any more (RFC 9111 section 4.4). */
final class InvalidationRules {

    private final KeyRules keys;
    private final Library library;

    InvalidationRules(KeyRules keys, Library library) {
        this.keys = keys;
        this.library = library;
    }

    /**
     * The target of an unsafe or unknown method that did not fail, and what the response names of the same origin; another
     * origin's is none of its business.
     */
    Set<CacheKey> changed(Exchange exchange, ResponseHead head) {
        boolean failed = head.status() < 200 || head.status() >= 400;
        if (failed || Statuses.isSafe(exchange.client().method())) {
            return Set.of();
        }
        EffectiveUri target = exchange.client().uri();
        Set<CacheKey> changed = new LinkedHashSet<>(Set.of(exchange.key()));
        for (String name : List.of("Location", "Content-Location")) {
            String reference = head.fields().first(name);
            EffectiveUri named = reference == null ? null : target.resolve(reference);
            if (named != null && named.sameOrigin(target)) {
                changed.add(keys.key(named));
            }
        }
        return changed;
    }

    /** Takes out what has changed. */
    Changes answered(Exchange exchange, ResponseHead head, RecordStore store) {
        Changes changes = Changes.NONE;
        for (CacheKey key : changed(exchange, head)) {
            changes = changes.and(library.drop(key, store));
        }
        return changes;
    }
}
