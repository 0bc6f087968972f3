// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.syntax.EntityTag;
import org.socache.http.engine.syntax.HttpDate;

/** Compares validators: the client's conditions with a stored response, and responses with each other. */
final class Validators {

    private Validators() {}

    /** Whether a request may be answered with 304. */
    static boolean isConditional(Fields request) {
        return request.contains("If-None-Match") || request.contains("If-Modified-Since");
    }

    /**
     * Whether the client has what is stored: If-None-Match, or without it If-Modified-Since (RFC 9111 section 4.3.2). Without
     * Last-Modified the stored Date stands in for it.
     */
    static boolean isNotModified(Fields request, StoredResponse stored) {
        String noneMatch = request.combined("If-None-Match");
        if (noneMatch != null) {
            String stated = stored.fields().first("ETag");
            EntityTag tag = EntityTag.parse(stated);
            // an origin that forgot the quotes gets its own spelling back
            return tag != null ? tag.isListed(noneMatch) : noneMatch.equals("*") || noneMatch.equals(stated);
        }
        // of several dates none counts (RFC 9110 section 13.1.3)
        String modifiedSince = request.combined("If-Modified-Since");
        if (modifiedSince == null) {
            return false;
        }
        long now = stored.timing().responseTime();
        long since = HttpDate.parse(modifiedSince, now);
        long modified = HttpDate.parse(stored.fields().first("Last-Modified"), now);
        return since != HttpDate.NONE
                && (modified != HttpDate.NONE ? modified : stored.timing().date()) <= since;
    }

    /** Whether If-Range allows the Range of a request to be honoured (RFC 9110 section 13.1.5). */
    static boolean allowsRange(Fields request, StoredResponse stored) {
        String condition = request.combined("If-Range");
        if (condition == null) {
            return true;
        }
        EntityTag wanted = EntityTag.parse(condition);
        if (wanted != null) {
            return wanted.matchesStrongly(EntityTag.parse(stored.fields().first("ETag")));
        }
        return condition.equals(stored.fields().first("Last-Modified")) && hasStrongDate(stored);
    }

    /** Whether Last-Modified is a second older than the response, or more, so that it cannot have changed twice at that time. */
    private static boolean hasStrongDate(StoredResponse stored) {
        long at = HttpDate.parse(
                stored.fields().first("Last-Modified"), stored.timing().responseTime());
        return at != HttpDate.NONE && at + 1000 <= stored.timing().date();
    }

    /**
     * Whether a 304 is about the stored response (RFC 9111 section 4.3.4): the entity tag agrees where the 304 has one, else
     * the modification date where that was all there was to ask with; beside a strong tag that is new it must be strong too. A
     * 304 without validators answers the one question asked.
     */
    static boolean confirms(Fields notModified, StoredResponse stored) {
        String newTag = notModified.first("ETag");
        String oldTag = stored.fields().first("ETag");
        if (newTag != null && oldTag != null) {
            EntityTag parsed = EntityTag.parse(newTag);
            return newTag.equals(oldTag) || parsed != null && parsed.matchesWeakly(EntityTag.parse(oldTag));
        }
        String newDate = notModified.first("Last-Modified");
        String oldDate = stored.fields().first("Last-Modified");
        if (newTag != null) {
            EntityTag parsed = EntityTag.parse(newTag);
            boolean weak = parsed == null || parsed.weak();
            return newDate != null && newDate.equals(oldDate) && (weak || hasStrongDate(stored));
        }
        return oldTag != null || newDate == null || newDate.equals(oldDate);
    }

    /**
     * Whether a 304 would make a weak entity tag strong. nginx does, which weakens the tag of what it compresses and not that of
     * its 304: the stored content is as good as the one so tagged, but has other bytes (RFC 9111 section 4.3.4).
     */
    static boolean strengthens(Fields notModified, Fields stored) {
        EntityTag newTag = EntityTag.parse(notModified.first("ETag"));
        EntityTag oldTag = EntityTag.parse(stored.first("ETag"));
        return newTag != null && oldTag != null && oldTag.weak() && !newTag.weak();
    }

    /** Whether two responses have the same strong entity tag, which alone allows their parts to be joined. */
    static boolean sameStrongTag(Fields one, Fields other) {
        EntityTag tag = EntityTag.parse(one.first("ETag"));
        return tag != null && tag.matchesStrongly(EntityTag.parse(other.first("ETag")));
    }

    /** Whether a HEAD response describes the stored GET response (RFC 9111 section 4.3.5). */
    static boolean describes(Fields headResponse, StoredResponse stored) {
        String length = headResponse.first("Content-Length");
        return sameIfPresent("ETag", headResponse, stored.fields())
                && sameIfPresent("Last-Modified", headResponse, stored.fields())
                && (length == null
                        || length.equals(Long.toString(stored.extent().completeLength())));
    }

    private static boolean sameIfPresent(String name, Fields received, Fields stored) {
        String value = received.first(name);
        return value == null || value.equals(stored.first(name));
    }
}
