// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

/**
 * Why the cache did what it did: the one list behind Cache-Status, X-Cache-Detail, the trace, the counters, and the manual's
 * table. Every decision has exactly one.
 */
public enum Reason {
    // answered from the store
    FRESH(Kind.HIT, "fresh", "RFC 9111 4", "cache hit"),
    FRESH_BY_MAX_STALE(
            Kind.HIT, "max-stale", "RFC 9111 5.2.1.2", "cache hit, stale but within the max-stale of the request"),
    STALE_WHILE_REVALIDATE(
            Kind.HIT, "stale-while-revalidate", "RFC 5861 3", "cache hit, stale; being validated in the background"),
    STALE_LOCK_HELD(Kind.HIT, "lock-held", "httpd CacheLock", "cache hit, stale; another request is validating it"),
    STALE_ON_ERROR(
            Kind.HIT,
            "stale-if-error",
            "RFC 5861 4, httpd CacheStaleOnError",
            "the origin failed, serving stale content"),
    COLLAPSED(
            Kind.HIT, "collapsed", "httpd CacheLock", "another request was fetching this URL: its response is shared"),
    COLLAPSED_BETWEEN_NODES(
            Kind.HIT, "collapsed", "httpd CacheLock", "another node was fetching this URL: its response is shared"),
    REVALIDATED(Kind.REVALIDATE, "stale", "RFC 9111 4.3", "conditional cache hit: entity refreshed"),
    COMPLETED(Kind.REVALIDATE, "partial", "RFC 9111 3.4", "partial cache hit: the missing range was fetched"),

    // sent to the origin, because of the request
    METHOD(Kind.MISS, "method", "RFC 9111 4", "request method is not answered from the cache"),
    DISABLED(Kind.MISS, "bypass", "httpd CacheEnable, CacheDisable", "the cache is not enabled for this URL"),
    REQUEST_CONTENT(
            Kind.MISS,
            "bypass",
            "RFC 9110 9.3.1",
            "a GET or HEAD request with content, which the origin may have read"),
    REQUEST_FIELDS_END(
            Kind.MISS,
            "bypass",
            "RFC 9110 7.6.1",
            "Connection takes fields out of the request, which the origin may have seen"),
    REQUEST_NO_STORE(Kind.MISS, "bypass", "RFC 9111 5.2.1.5", "no-store in the request"),
    REQUEST_NO_CACHE(Kind.MISS, "request", "RFC 9111 5.2.1.4", "no-cache in the request"),
    REQUEST_TOO_OLD(Kind.MISS, "request", "RFC 9111 5.2.1.1, 5.2.1.3", "max-age or min-fresh in the request"),
    PRECONDITION_FOR_ORIGIN(
            Kind.MISS,
            "request",
            "RFC 9110 13.1.1, 13.1.4",
            "If-Match and If-Unmodified-Since are for the origin to judge"),
    AUTHORIZATION(
            Kind.MISS,
            "request",
            "RFC 9111 3.5",
            "Authorization in the request, and the stored response is not public"),

    // sent to the origin, because of what is stored
    MISS(Kind.MISS, "uri-miss", "RFC 9111 4", "cache miss: nothing stored for this URL"),
    VARY_MISS(Kind.MISS, "vary-miss", "RFC 9111 4.1", "cache miss: no stored variant matches the request"),
    PARTIAL_MISS(Kind.MISS, "partial", "RFC 9111 3.3", "cache miss: the stored part does not have the bytes asked for"),
    STALE(Kind.MISS, "stale", "RFC 9111 4.2.4", "the stored response is stale"),
    NO_CACHE(Kind.MISS, "stale", "RFC 9111 5.2.2.4", "the stored response asks to be validated before each use"),
    INVALIDATED(Kind.MISS, "stale", "RFC 9111 4.4", "the stored response was invalidated"),
    ONLY_IF_CACHED_MISS(
            Kind.MISS, "miss", "RFC 9111 5.2.1.7", "only-if-cached in the request, and nothing fresh is stored"),

    // not stored, because of the response; httpd's rules in httpd's order where it has them
    STATUS_NOT_CACHEABLE(Kind.MISS, null, "RFC 9110 15.1", "status is not cacheable without explicit freshness"),
    EXPIRES_INVALID(
            Kind.MISS, null, "httpd CacheStoreExpired", "Expires cannot be read and nothing else gives a lifetime"),
    EXPIRED(Kind.MISS, null, "httpd CacheStoreExpired", "response is already expired"),
    ZERO_LIFETIME(Kind.MISS, null, "httpd CacheStoreExpired", "zero lifetime and nothing to validate with"),
    QUERY_WITHOUT_LIFETIME(
            Kind.MISS, null, "httpd CacheIgnoreQueryString", "query string present and no explicit lifetime"),
    NO_FRESHNESS(
            Kind.MISS,
            null,
            "httpd CacheIgnoreNoLastMod, CacheDefaultExpire",
            "neither a lifetime nor anything to validate with"),
    NO_STORE(Kind.MISS, null, "RFC 9111 5.2.2.5", "no-store in the response"),
    PRIVATE(Kind.MISS, null, "RFC 9111 5.2.2.7", "private in the response"),
    AUTHORIZED_RESPONSE(
            Kind.MISS, null, "RFC 9111 3.5", "the request had Authorization, and the response allows no shared use"),
    SET_COOKIE(Kind.MISS, null, "Socache", "Set-Cookie without explicit freshness"),
    VARY_STAR(Kind.MISS, null, "RFC 9111 4.1", "Vary: * matches no other request"),
    MUST_UNDERSTAND(Kind.MISS, null, "RFC 9111 5.2.2.3", "must-understand, and the status is not understood"),
    POST_NOT_CACHEABLE(
            Kind.MISS,
            null,
            "RFC 9110 9.3.3",
            "POST without explicit freshness and a Content-Location equal to its target"),
    PARTIAL_NOT_STORABLE(Kind.MISS, null, "RFC 9111 3.3", "partial content that is not one readable range"),
    ADMIN_NO_CACHE(Kind.MISS, null, "httpd no-cache variable", "the no-cache attribute is set on the request"),
    LOCK_HELD_BY_OTHER(Kind.MISS, null, "httpd CacheLock", "another request is storing this response"),
    OUTDATED(Kind.MISS, null, "RFC 9111 4.4", "the page was changed or purged while the origin worked on it"),
    OLDER_THAN_STORED(Kind.MISS, null, "httpd mod_cache", "the response is older than the stored one"),
    NOT_MODIFIED_FOR_CLIENT(Kind.MISS, null, "RFC 9111 4.3.3", "304 to the client's own condition"),
    VALIDATOR_MISMATCH(
            Kind.MISS, null, "RFC 9111 4.3.4", "304 with a validator of another representation; asked again"),
    RANGE_NOT_COMBINABLE(
            Kind.MISS, null, "RFC 9110 15.3.7.3", "the fetched range does not fit the stored one; asked again"),
    LENGTH_INVALID(
            Kind.MISS, null, "RFC 9112 6.3", "Content-Length is not one number, or contradicts Transfer-Encoding"),
    TOO_LARGE(Kind.MISS, null, "httpd CacheSocacheMaxSize", "response is larger than the store accepts"),
    INCOMPLETE(Kind.MISS, null, "RFC 9111 3.3", "the content ended early"),
    HEAD_UPDATED(Kind.REVALIDATE, null, "RFC 9111 4.3.5", "the stored response was updated by a HEAD response"),
    INVALIDATES(Kind.INVALIDATE, null, "RFC 9111 4.4", "the stored responses were invalidated by an unsafe request"),
    ORIGIN_FAILED(Kind.MISS, null, "RFC 9110 15.6.3", "the origin failed, and nothing stored may be served instead");

    /** The word that httpd's X-Cache header uses. */
    public enum Kind {
        /** Answered from the store. */
        HIT,
        /** Answered after the origin confirmed or completed the stored response. */
        REVALIDATE,
        /** Answered by the origin. */
        MISS,
        /** Answered by the origin, and something stored is gone. */
        INVALIDATE
    }

    private final Kind kind;
    private final String token;
    private final String source;
    private final String text;

    Reason(Kind kind, String token, String source, String text) {
        this.kind = kind;
        this.token = token;
        this.source = source;
        this.text = text;
    }

    /** The outcome this reason belongs to: the value of X-Cache, the attribute httpd sets, the counter. */
    public Kind kind() {
        return kind;
    }

    /**
     * For a request that went to the origin: the {@code fwd} token of RFC 9211 section 2.2, one of bypass, method, uri-miss,
     * vary-miss, miss, request, stale, partial. For an answer from the store, the {@code detail}. Null for reasons that only
     * concern storing.
     */
    public String token() {
        return token;
    }

    /** The RFC section or the httpd directive that says so. */
    public String source() {
        return source;
    }

    /** One sentence for people: the value of X-Cache-Detail. */
    public String text() {
        return text;
    }

    /** The name in lower case with hyphens: the {@code detail} of Cache-Status, the label of the counter. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
