// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.ArrayList;
import java.util.List;

import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.syntax.ContentRange;

/** Parts of representations: where they lie, and how they are joined (RFC 9110 section 15.3.7.3, RFC 9111 section 3.4). */
final class Partial {

    private Partial() {}

    /**
     * Where the content of a 206 lies. Its first position is believed; when the content is shorter or longer than the range it
     * claims, the count of bytes is believed, and a range that claimed to reach the end still does.
     */
    static Extent extent(ContentRange range, long received) {
        boolean asClaimed = range.last() - range.first() + 1 == received;
        long complete = range.completeLength();
        if (!asClaimed && complete >= 0) {
            boolean toTheEnd = range.last() == complete - 1;
            // never take a contradictory part for the whole
            complete = toTheEnd && range.first() > 0 ? range.first() + received : -1;
        }
        return new Extent(range.first(), received, complete);
    }

    /** Whether a received range touches or overlaps what is stored, and both speak of the same whole. */
    static boolean isAdjacent(Extent stored, ContentRange range) {
        boolean sameWhole = range.completeLength() >= 0
                && (stored.completeLength() < 0 || stored.completeLength() == range.completeLength());
        return sameWhole && range.first() <= stored.end() && range.last() + 1 >= stored.first();
    }

    /**
     * Joins two parts that touch or overlap; where both have a byte, the received one counts.
     *
     * @return null if they do not touch
     */
    static Body join(Extent stored, Body storedBody, Extent received, Body receivedBody) {
        if (received.first() > stored.end() || stored.first() > received.end()) {
            return null;
        }
        List<Body> parts = new ArrayList<>(3);
        if (stored.first() < received.first()) {
            parts.add(storedBody.slice(0, received.first() - stored.first()));
        }
        parts.add(receivedBody);
        if (stored.end() > received.end()) {
            parts.add(storedBody.slice(received.end() - stored.first(), stored.end() - received.end()));
        }
        return Body.joined(parts);
    }

    /** The content of two stored parts of one whole (the same strong entity tag and length) that touch; otherwise null. */
    static Body join(StoredResponse existing, StoredResponse received) {
        boolean sameWhole = Validators.sameStrongTag(existing.fields(), received.fields())
                && existing.extent().completeLength() == received.extent().completeLength()
                && received.extent().completeLength() >= 0;
        return sameWhole ? join(existing.extent(), existing.body(), received.extent(), received.body()) : null;
    }
}
