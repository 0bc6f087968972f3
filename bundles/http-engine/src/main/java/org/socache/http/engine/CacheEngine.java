// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;

import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.CacheKey;

/**
 * All decisions of an HTTP cache. A request takes this course:
 *
 * <pre>
 *   decide ──► Serve                              answer from the store
 *     │   └──► ServeAndRevalidate                 answer, then treat its background exchange like a Forward without client
 *     │   └──► GatewayTimeout                     504
 *     └──────► Forward ── origin answers ──► received ──► Store    pass on, record, then commit
 *                 │                             │    └──► Pass     pass on, apply the changes
 *                 │                             │    └──► Answer   answer from the store, apply the changes
 *                 │                             │    └──► Combine  read the content, then combine
 *                 │                             └───────► Retry    send the new exchange
 *                 └────────── origin fails ────► failed ────────► Answer (stale), or Fail
 * </pre>
 *
 * <p>An engine holds a policy and a clock, nothing else; it is immutable and safe for all threads. An adapter keeps one per
 * place of its configuration.
 */
public final class CacheEngine {

    private final CachePolicy policy;
    private final InstantSource clock;

    /**
     * An engine for one policy.
     *
     * @param clock source of all times; ages are counted with it
     */
    public CacheEngine(CachePolicy policy, InstantSource clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /** The policy it was made with. */
    public CachePolicy policy() {
        return policy;
    }

    /** The primary key of a URI under this policy (CacheKeyBaseURL, CacheIgnoreQueryString, CacheIgnoreURLSessionIdentifiers). */
    public CacheKey key(EffectiveUri uri) {
        throw new UnsupportedOperationException();
    }

    /** What to do with a request. Loads at most {@code 1 + 1} records on a hit: the resource's, and that of its variant. */
    public RequestDecision decide(RequestHead request, RecordStore store) {
        throw new UnsupportedOperationException();
    }

    /**
     * Forwards a request that is not to be looked up, nor its response stored: {@link Reason#DISABLED} by configuration. The
     * exchange still goes through {@link #received}, so that unsafe requests invalidate.
     */
    public RequestDecision.Forward bypass(RequestHead request, Reason why) {
        throw new UnsupportedOperationException();
    }

    /**
     * While another request holds the lock of this resource (CacheLock): the stale answer if the stored response may be served
     * stale, otherwise null: wait, or forward {@link Exchange#barred} with {@link Reason#LOCK_HELD_BY_OTHER}. Other than in
     * httpd, a response under must-revalidate is never among them.
     */
    public Serve serveWhileLocked(Exchange exchange) {
        throw new UnsupportedOperationException();
    }

    /**
     * What to do with the final response to an exchange; to be called as soon as its head is there, since that moment is the
     * response time.
     */
    public ResponseDecision received(Exchange exchange, ResponseHead response, RecordStore store) {
        throw new UnsupportedOperationException();
    }

    /**
     * What to do when the origin could not be reached, broke off before the head, or took too long: the stale answer, or an
     * error.
     *
     * @param status 502 or 504: what the client gets where nothing stored may be served
     */
    public ResponseDecision failed(Exchange exchange, int status) {
        throw new UnsupportedOperationException();
    }

    /**
     * The records of a response whose content has arrived whole.
     *
     * @param content all of it, from position to limit; copied
     * @return the changes to apply; {@link PendingResponse#onAbandon()} where the content contradicts the head
     */
    public Changes commit(PendingResponse pending, ByteBuffer content, RecordStore store) {
        throw new UnsupportedOperationException();
    }

    /**
     * Joins a fetched range with the stored one: an {@link ResponseDecision.Answer} with the whole, or a
     * {@link ResponseDecision.Retry} where they do not fit together.
     *
     * @param content all content of the 206, from position to limit; copied
     */
    public ResponseDecision combine(PendingResponse pending, ByteBuffer content, RecordStore store) {
        throw new UnsupportedOperationException();
    }

    /** Removes a resource with all its variants (a hard purge). Removals name only what is known to exist. */
    public Changes purge(CacheKey key, RecordStore store) {
        throw new UnsupportedOperationException();
    }

    /** Makes a resource with all its variants stale from now on, kept for validation and as a fallback (a soft purge). */
    public Changes expire(CacheKey key, RecordStore store) {
        throw new UnsupportedOperationException();
    }

    /**
     * The fields that report an outcome, to be added to a response the engine did not build itself: Cache-Status, and X-Cache
     * and X-Cache-Detail where the policy asks for them.
     */
    public ResponseHead report(ResponseHead head, Reason reason) {
        throw new UnsupportedOperationException();
    }

    /** Which fields of a message end at this hop: those RFC 9110 section 7.6.1 lists, and those its Connection field names. */
    public static List<String> hopByHop(ResponseHead head) {
        throw new UnsupportedOperationException();
    }
}
