// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.time.InstantSource;
import java.util.Set;

import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.StoredResponse;

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
    private final KeyRules keys;
    private final Library library;
    private final RequestRules requests;
    private final InvalidationRules invalidation;
    private final ResponseRules responses;
    private final CompletionRules completion;
    private final CommitRules commits;

    /**
     * An engine for one policy.
     *
     * @param clock source of all times; ages are counted with it
     */
    public CacheEngine(CachePolicy policy, InstantSource clock) {
        this.policy = policy;
        this.clock = clock;
        this.keys = new KeyRules(policy);
        this.library = new Library(policy);
        Report report = new Report(policy);
        Answers answers = new Answers(report);
        this.requests = new RequestRules(policy, keys, library, answers, report);
        Judge judge = new Judge(policy);
        this.completion = new CompletionRules(judge, library, answers);
        this.invalidation = new InvalidationRules(keys, library);
        this.responses = new ResponseRules(
                judge,
                invalidation,
                new ValidationRules(judge, library, answers, report),
                completion,
                new FallbackRules(policy, answers),
                report);
        this.commits = new CommitRules(policy, judge, library);
    }

    /** The policy it was made with. */
    public CachePolicy policy() {
        return policy;
    }

    /** The primary key of a URI under this policy (CacheKeyBaseURL, CacheIgnoreQueryString, CacheIgnoreURLSessionIdentifiers). */
    public CacheKey key(EffectiveUri uri) {
        return keys.key(uri);
    }

    /** What to do with a request. Loads one record; two where the resource has variants. */
    public RequestDecision decide(RequestHead request, RecordStore store) {
        return requests.decide(request, store, Reason.FRESH, clock.millis());
    }

    /**
     * The same for a request that has waited for another one, which was fetching the resource (CacheLock).
     *
     * @param shared why it is answered if what that one brought may be shared
     */
    public RequestDecision decideAgain(RequestHead request, RecordStore store, Reason shared) {
        return requests.decide(request, store, shared, clock.millis());
    }

    /**
     * Forwards a request that is not to be looked up, nor its response stored: {@link Reason#DISABLED} by configuration. The
     * exchange still goes through {@link #received}, so that unsafe requests invalidate.
     */
    public RequestDecision.Forward bypass(RequestHead request, Reason why) {
        return requests.bypass(request, why, clock.millis());
    }

    /**
     * While another request holds the lock of this resource (CacheLock): the stale answer if the stored response may be served
     * stale, otherwise null: wait, or forward {@link Exchange#barred} with {@link Reason#LOCK_HELD_BY_OTHER}. Other than in
     * httpd, a response under must-revalidate is never among them.
     */
    public Serve serveWhileLocked(Exchange exchange) {
        return requests.serveWhileLocked(exchange, clock.millis());
    }

    /**
     * What to do with the final response to an exchange; to be called as soon as its head is there, since that moment is the
     * response time.
     */
    public ResponseDecision received(Exchange exchange, ResponseHead response, RecordStore store) {
        return responses.received(exchange, response, store, clock.millis());
    }

    /**
     * The primary keys of what a response says that its request may have changed (RFC 9111 section 4.4), and {@link #received}
     * removes; mostly none. What is on its way to the store under one of them is outdated, too.
     */
    public Set<CacheKey> changed(Exchange exchange, ResponseHead response) {
        return invalidation.changed(exchange, response);
    }

    /**
     * What to do when the origin could not be reached, broke off before the head, or took too long: the stale answer, or a
     * {@link ResponseDecision.Fail}.
     */
    public ResponseDecision failed(Exchange exchange) {
        return responses.failed(exchange, clock.millis());
    }

    /**
     * The records of a response whose content has arrived whole.
     *
     * @param content all of it. Empty for a response to HEAD
     * @return the changes to apply; {@link PendingResponse#onAbandon()} where the content contradicts the head
     */
    public Changes commit(PendingResponse pending, Body content, RecordStore store) {
        return commits.commit(pending, content, store, clock.millis());
    }

    /**
     * Joins a fetched range with the stored one: an {@link ResponseDecision.Answer} with the whole, or a
     * {@link ResponseDecision.Retry} where they do not fit together.
     *
     * @param content all content of the 206
     */
    public ResponseDecision combine(PendingResponse pending, Body content, RecordStore store) {
        return completion.combine(pending, content, store, clock.millis());
    }

    /** Removes a resource with all its variants (a hard purge). Removals name only what is known to exist. */
    public Changes purge(CacheKey key, RecordStore store) {
        return library.drop(key.primary(), store);
    }

    /** Makes a resource with all its variants stale from now on, kept for validation and as a fallback (a soft purge). */
    public Changes expire(CacheKey key, RecordStore store) {
        long now = clock.millis();
        Changes changes = Changes.NONE;
        for (StoredResponse response : library.all(key.primary(), store)) {
            changes = changes.and(
                    Library.rewrite(response.withTiming(response.timing().staleFrom(now))));
        }
        return changes;
    }
}
