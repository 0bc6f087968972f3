// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Trait;

/** Makes records of what came of an exchange. */
final class Records {

    private Records() {}

    /** A response with content, whole or a part of it. */
    static StoredResponse of(Exchange exchange, int status, Judged judged, Extent extent, Body body) {
        return of(exchange, status, judged, extent, judged.freshness().traits(), body);
    }

    /** The response to a HEAD, which no GET may be answered from. */
    static StoredResponse ofHead(Exchange exchange, int status, Judged judged) {
        Set<Trait> traits = EnumSet.of(Trait.HEAD_ONLY);
        traits.addAll(judged.freshness().traits());
        return of(exchange, status, judged, new Extent(0, 0, -1), traits, Body.EMPTY);
    }

    /** The stored response that an exchange is about, as it was judged anew. */
    static StoredResponse updated(Exchange exchange, Judged judged) {
        StoredResponse stored = exchange.stored();
        return stored.has(Trait.HEAD_ONLY)
                ? ofHead(exchange, stored.status(), judged)
                : of(exchange, stored.status(), judged, stored.extent(), stored.body());
    }

    private static StoredResponse of(
            Exchange exchange, int status, Judged judged, Extent extent, Set<Trait> traits, Body body) {
        RequestHead request = exchange.client();
        Fields fields = judged.storable();
        List<String> names = Selection.varyNames(fields);
        // refused because of Vary: * it is served this once, and under no key
        boolean filed = names != null && judged.isStorable();
        return new StoredResponse(
                filed ? Library.recordKey(exchange.key(), request, fields) : exchange.key(),
                status,
                fields,
                judged.freshness().timing(),
                extent,
                traits,
                filed ? Selection.selecting(request.fields(), names) : Fields.EMPTY,
                Updates.tags(fields),
                body);
    }
}
