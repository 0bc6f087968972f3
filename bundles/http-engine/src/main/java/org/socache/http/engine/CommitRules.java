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

    /** A part, with what it could be joined to; null where the whole is stored already. */
    private StoredResponse part(PendingResponse pending, Body content, RecordStore store) {
        ResponseHead head = pending.head();
        Extent extent = Partial.extent(ContentRange.parse(head.fields().combined("Content-Range")), content.length());
        Judged judged = judge.pending(pending);
        Fields storable = judged.storable()
                .without(name -> name.equalsIgnoreCase("Content-Range") || Updates.isContentDigest(name));
        int status = extent.isComplete() ? 200 : 206;
        StoredResponse part = Records.of(pending.exchange(), status, judged.withStorable(storable), extent, content);
        return Partial.joinIfPossible(library.at(part.key(), store), part, maxSize);
    }

    /** The answer to a HEAD; null where a GET was stored in the meantime, which is worth more. */
    private StoredResponse ofHead(PendingResponse pending, RecordStore store) {
        StoredResponse response =
                Records.ofHead(pending.exchange(), pending.head().status(), judge.pending(pending));
        StoredResponse existing = library.at(response.key(), store);
        return existing == null || existing.has(Trait.HEAD_ONLY) ? response : null;
    }
}
