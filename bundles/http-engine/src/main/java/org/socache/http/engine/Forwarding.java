// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.Locale;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.HopByHop;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.syntax.EntityTag;

/** Makes the requests that go to the origin (RFC 9111 section 4.3.1). */
final class Forwarding {

    private Forwarding() {}

    /** The client's own request. */
    static Exchange fetch(
            RequestHead client, CacheKey key, StoredResponse stored, Reason reason, long now, Reason barred) {
        RequestHead forwarded = client.withFields(HopByHop.strip(client.fields()));
        return new Exchange(client, forwarded, key, stored, Exchange.Purpose.FETCH, reason, now, barred);
    }

    /**
     * A request that validates a stored response with all the validators it has; the client's conditionals and Range are
     * judged later, on the outcome. Without a validator, or with only a part stored, the client's own request.
     */
    static Exchange validate(RequestHead client, CacheKey key, StoredResponse stored, Reason reason, long now) {
        if (!stored.extent().isComplete() && !client.isHead()) {
            return fetch(client, key, null, reason, now, null);
        }
        String tag = stored.fields().first("ETag");
        String modified = stored.fields().first("Last-Modified");
        if (tag == null && modified == null) {
            return fetch(client, key, stored, reason, now, null);
        }
        Fields fields = unconditional(client.fields());
        fields = tag == null ? fields : fields.plus("If-None-Match", tag);
        fields = modified == null ? fields : fields.plus("If-Modified-Since", modified);
        return new Exchange(
                client, client.withFields(fields), key, stored, Exchange.Purpose.VALIDATE, reason, now, null);
    }

    /** A validation on nobody's behalf: a GET without content, with the triggering request's fields, which Vary may need. */
    static Exchange background(RequestHead client, CacheKey key, StoredResponse stored, long now) {
        Fields fields = unconditional(client.fields()).without(name -> switch (name.toLowerCase(Locale.ROOT)) {
            case "cache-control", "pragma" -> true;
            // it has none: the origin would wait for it
            case "content-length", "content-type", "content-encoding", "expect" -> true;
            default -> false;
        });
        RequestHead get = new RequestHead("GET", client.uri(), fields);
        return validate(get, key, stored, Reason.STALE, now);
    }

    /** A request for a range, on condition that the rest has not changed where that can be said. */
    static Exchange complete(RequestHead client, CacheKey key, StoredResponse stored, String range, long now) {
        Fields fields = unconditional(client.fields()).plus("Range", range);
        EntityTag tag = EntityTag.parse(stored.fields().first("ETag"));
        boolean strong = tag != null && !tag.weak();
        RequestHead forwarded = client.withFields(strong ? fields.plus("If-Range", tag.toString()) : fields);
        return new Exchange(client, forwarded, key, stored, Exchange.Purpose.COMPLETE, Reason.PARTIAL_MISS, now, null);
    }

    /** The same exchange asked again without any condition, after an answer that was of no use. */
    static Exchange again(Exchange exchange, long now) {
        RequestHead forwarded =
                exchange.client().withFields(unconditional(exchange.client().fields()));
        return new Exchange(
                exchange.client(),
                forwarded,
                exchange.key(),
                null,
                Exchange.Purpose.FETCH,
                exchange.reason(),
                now,
                exchange.barred());
    }

    private static Fields unconditional(Fields fields) {
        return HopByHop.strip(fields).without(name -> switch (name.toLowerCase(Locale.ROOT)) {
            case "if-none-match", "if-modified-since", "if-range", "range" -> true;
            default -> false;
        });
    }
}
