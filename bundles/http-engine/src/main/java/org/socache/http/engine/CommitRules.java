// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Trait;
import org.socache.http.engine.syntax.ContentLength;
import org.socache.http.engine.syntax.ContentRange;

/** Which records are written when the content of a storable response has arrived whole. */
final class CommitRules {

    private final Judge judge;
    private final Library library;
    private final long maxSize;

    CommitRules(CachePolicy policy, Judge judge, Library library) {
        this.judge = judge;
        this.library = library;
        this.maxSize = policy.maxSize();
    }

    Changes commit(PendingResponse pending, Body content, RecordStore store, long now) {
        boolean isHead = pending.exchange().client().isHead();
        if (!isHead && !isWhole(pending, content)) {
            return pending.onAbandon();
        }
        StoredResponse response = isHead
                ? ofHead(pending, store)
                : pending.head().status() == 206 ? part(pending, content, store) : whole(pending, content);
        return response == null ? Changes.NONE : library.put(response, store, now);
    }

    /** RFC 9111 section 3.3: as long as the head has said, and not longer than may be stored. */
    private static boolean isWhole(PendingResponse pending, Body content) {
        long stated = ContentLength.parse(pending.head().fields().all("Content-Length"));
        return (stated == ContentLength.ABSENT || stated == content.length()) && content.length() <= pending.limit();
    }

    private StoredResponse whole(PendingResponse pending, Body content) {
        Extent extent = Extent.complete(content.length());
        return Records.of(pending.exchange(), pending.head().status(), judge.pending(pending), extent, content);
    }

    /** A part, with what it could be joined to; null where the whole is stored already, which no part replaces. */
    private StoredResponse part(PendingResponse pending, Body content, RecordStore store) {
        ContentRange range = ContentRange.parse(pending.head().fields().combined("Content-Range"));
        Extent extent = Partial.extent(range, content.length());
        StoredResponse part = part(pending, judge.pending(pending), extent, content);
        StoredResponse existing = library.at(part.key(), store);
        if (existing == null || existing.isComplete()) {
            return existing == null ? part : null;
        }
        StoredResponse both = joined(pending, existing, part);
        return both == null ? part : both;
    }

    /**
     * Two parts as one, with the fields of the received one over those stored, and to be used as all of them say (RFC 9111
     * section 3.4); null where they are not of one whole, or too large or not to be stored together.
     */
    private StoredResponse joined(PendingResponse pending, StoredResponse existing, StoredResponse part) {
        Body body = Partial.join(existing, part);
        if (body == null || body.length() > maxSize) {
            return null;
        }
        ResponseHead head = pending.head();
        Fields merged = Updates.merge(existing.fields(), head.fields(), pending.responseTime());
        Judged judged = judge.update(pending.exchange(), head.withFields(merged), pending.responseTime());
        long first = Math.min(existing.extent().first(), part.extent().first());
        Extent extent = new Extent(first, body.length(), part.extent().completeLength());
        StoredResponse both = part(pending, judged, extent, body);
        return judged.isStorable() && both.key().equals(part.key()) ? both : null;
    }

    private static StoredResponse part(PendingResponse pending, Judged judged, Extent extent, Body content) {
        Fields storable = judged.storable()
                .without(name -> name.equalsIgnoreCase("Content-Range") || Updates.isContentDigest(name));
        int status = extent.isComplete() ? 200 : 206;
        return Records.of(pending.exchange(), status, judged.withStorable(storable), extent, content);
    }

    /** The answer to a HEAD; null where a GET was stored in the meantime, which is worth more. */
    private StoredResponse ofHead(PendingResponse pending, RecordStore store) {
        StoredResponse response =
                Records.ofHead(pending.exchange(), pending.head().status(), judge.pending(pending));
        StoredResponse existing = library.at(response.key(), store);
        return existing == null || existing.has(Trait.HEAD_ONLY) ? response : null;
    }
}
