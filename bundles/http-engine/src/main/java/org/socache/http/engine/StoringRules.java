// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.List;

import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.ResponseRecord;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Timing;
import org.socache.http.engine.syntax.ContentLength;
import org.socache.http.engine.syntax.ContentRange;
import org.socache.http.engine.syntax.HttpDate;

/**
 * Whether a response may be stored (RFC 9111 section 3, and the rules of httpd's mod_cache in its order). Each method answers
 * the first reason against it, or null.
 */
final class StoringRules {

    private final CachePolicy policy;

    StoringRules(CachePolicy policy) {
        this.policy = policy;
    }

    /**
     * Judges a response.
     *
     * @param storable the fields that would be stored
     */
    Reason refusal(
            Exchange exchange, ResponseHead head, Fields storable, ResponseControl control, Freshness freshness) {
        if (exchange.barred() != null) {
            return exchange.barred();
        }
        Reason reason = refusalByMethod(exchange.client(), head, freshness);
        reason = reason != null ? reason : refusalByStatus(head.status(), control, freshness);
        reason = reason != null ? reason : refusalByLifetime(exchange.client(), head, control, freshness);
        reason = reason != null ? reason : refusalOfUpdate(exchange, head, storable, control, freshness);
        return reason != null ? reason : refusalByFraming(exchange, head);
    }

    /**
     * Judges a stored response with the fields of a newer one merged in. That it has no lifetime left is no reason to drop it:
     * it has just shown that it can be validated.
     */
    Reason refusalOfUpdate(
            Exchange exchange, ResponseHead head, Fields storable, ResponseControl control, Freshness freshness) {
        if (exchange.barred() != null) {
            return exchange.barred();
        }
        Reason reason = refusalByDirective(head, control);
        reason = reason != null ? reason : refusalByUser(exchange.client(), storable, control, freshness);
        reason = reason != null ? reason : refusalByVary(storable);
        return reason != null ? reason : refusalByAge(exchange.stored(), freshness.timing());
    }

    private static Reason refusalByMethod(RequestHead request, ResponseHead head, Freshness freshness) {
        if (request.isGet() || request.isHead()) {
            return null;
        }
        // POST, as requests of other methods are barred; the content is that of the target only where the status is 200
        // (RFC 9110 section 8.7)
        String location = head.status() == 200 ? head.fields().first("Content-Location") : null;
        EffectiveUri target = location == null ? null : request.uri().resolve(location);
        return freshness.explicit() && request.uri().equals(target) ? null : Reason.POST_NOT_CACHEABLE;
    }

    private static Reason refusalByStatus(int status, ResponseControl control, Freshness freshness) {
        if (control.mustUnderstand && !Statuses.isUnderstood(status)) {
            return Reason.MUST_UNDERSTAND;
        }
        boolean permitted = Statuses.isHeuristicallyCacheable(status) || freshness.explicit() || control.isPublic;
        return permitted && !Statuses.isForOneClient(status) ? null : Reason.STATUS_NOT_CACHEABLE;
    }

    private Reason refusalByLifetime(
            RequestHead request, ResponseHead head, ResponseControl control, Freshness freshness) {
        Fields fields = head.fields();
        boolean byExpires = freshness.explicit() && control.maxAge < 0 && control.sharedMaxAge < 0;
        long lifetime = freshness.timing().lifetime();
        boolean validator = hasValidator(fields);
        if (byExpires && lifetime == 0 && !policy.storeExpired()) {
            boolean readable =
                    HttpDate.parse(fields.first("Expires"), freshness.timing().responseTime()) != HttpDate.NONE;
            return readable ? Reason.EXPIRED : Reason.EXPIRES_INVALID;
        }
        if (freshness.explicit() && lifetime == 0 && control.forbidsStale() && !validator && !policy.storeExpired()) {
            return Reason.ZERO_LIFETIME;
        }
        if (!freshness.explicit()) {
            if (request.uri().query() != null && !policy.ignoreQueryString()) {
                return Reason.QUERY_WITHOUT_LIFETIME;
            }
            if (!validator && (lifetime == 0 || !policy.ignoreNoLastMod())) {
                return Reason.NO_FRESHNESS;
            }
        }
        return null;
    }

    private Reason refusalByDirective(ResponseHead head, ResponseControl control) {
        boolean understood = control.mustUnderstand && Statuses.isUnderstood(head.status());
        if (control.noStore && !understood && !policy.storeNoStore()) {
            return Reason.NO_STORE;
        }
        return control.isPrivate && !policy.storePrivate() ? Reason.PRIVATE : null;
    }

    /** What could carry one user's answer to another. */
    private static Reason refusalByUser(
            RequestHead request, Fields storable, ResponseControl control, Freshness freshness) {
        if (request.fields().contains("Authorization") && !control.allowsAuthorized()) {
            return Reason.AUTHORIZED_RESPONSE;
        }
        boolean setsCookie = storable.contains("Set-Cookie") || storable.contains("Set-Cookie2");
        return setsCookie && !freshness.explicit() ? Reason.SET_COOKIE : null;
    }

    private static Reason refusalByVary(Fields storable) {
        return Selection.varyNames(storable) == null ? Reason.VARY_STAR : null;
    }

    private static Reason refusalByAge(StoredResponse stored, Timing timing) {
        // a stored Date that is still to come was a wrong clock's, which would rule out all right ones until then
        boolean comparable = stored != null && stored.timing().date() <= timing.responseTime();
        return comparable && timing.date() < stored.timing().date() ? Reason.OLDER_THAN_STORED : null;
    }

    private Reason refusalByFraming(Exchange exchange, ResponseHead head) {
        List<String> lines = head.fields().all("Content-Length");
        long length = ContentLength.parse(lines);
        if (length == ContentLength.INVALID || !lines.isEmpty() && head.fields().contains("Transfer-Encoding")) {
            return Reason.LENGTH_INVALID;
        }
        if (head.status() == 206) {
            boolean oneRange = exchange.client().isGet()
                    && ContentRange.parse(head.fields().combined("Content-Range")) != null;
            boolean betterStored =
                    exchange.stored() != null && exchange.stored().isComplete();
            if (!oneRange || betterStored) {
                return Reason.PARTIAL_NOT_STORABLE;
            }
        }
        boolean hasContent = !exchange.client().isHead();
        return hasContent && length > limit(exchange, head) ? Reason.TOO_LARGE : null;
    }

    /** How many bytes of content fit into a record beside key and fields. */
    long limit(Exchange exchange, ResponseHead head) {
        long[] taken = {ResponseRecord.overhead() + 2L * exchange.key().text().length()};
        head.fields().forEach((name, value) -> taken[0] += name.length() + value.length() + 4);
        return Math.max(0, policy.maxSize() - taken[0]);
    }

    static boolean hasValidator(Fields fields) {
        return fields.contains("ETag") || fields.contains("Last-Modified");
    }
}
