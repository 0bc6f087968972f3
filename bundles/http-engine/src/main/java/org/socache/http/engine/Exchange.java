// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.StoredResponse;

/**
 * One request on its way to the origin: what the engine must remember until the response is there. The adapter keeps it and
 * hands it back to {@link CacheEngine#received} or {@link CacheEngine#failed}.
 *
 * @param client the request as the client sent it
 * @param forwarded the request to send to the origin: hop-by-hop fields removed, conditionals replaced where the cache
 *     validates its own copy. Host is to be written from {@link org.socache.http.engine.message.EffectiveUri#authority()}
 * @param key the primary key of the resource
 * @param stored the response being validated or completed, or that may be served when the origin fails; null if none
 * @param purpose what the request is for
 * @param reason why it goes to the origin
 * @param requestTime when this was decided, ms since the epoch
 * @param barred why nothing may be stored whatever the origin answers, or null if it may
 */
public record Exchange(
        RequestHead client,
        RequestHead forwarded,
        CacheKey key,
        StoredResponse stored,
        Purpose purpose,
        Reason reason,
        long requestTime,
        Reason barred) {

    /** What a forwarded request is for. */
    public enum Purpose {
        /** To fetch the response; client conditionals and ranges go along. */
        FETCH,
        /** To validate {@link #stored}; a 304 is for the cache, not for the client. */
        VALIDATE,
        /** To fetch the bytes that {@link #stored} lacks. */
        COMPLETE
    }

    /**
     * The same exchange with storing ruled out, for instance by the {@code no-cache} request attribute of httpd
     * ({@link Reason#ADMIN_NO_CACHE}) or because another request holds the lock ({@link Reason#LOCK_HELD_BY_OTHER}).
     */
    public Exchange barred(Reason why) {
        return new Exchange(client, forwarded, key, stored, purpose, reason, requestTime, why);
    }

    /** Whether a response to this may be stored at all; where it may not, there is nothing to wait for or to share. */
    public boolean mayStore() {
        return barred == null;
    }
}
