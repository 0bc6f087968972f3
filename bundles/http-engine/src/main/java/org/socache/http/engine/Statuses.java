// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

/** What the rules know about status codes and methods. */
final class Statuses {

    private Statuses() {}

    /** Whether a lifetime may be estimated for it (RFC 9110 section 15.1). */
    static boolean isHeuristicallyCacheable(int status) {
        return switch (status) {
            case 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
            default -> false;
        };
    }

    /**
     * Whether it speaks of this one request and not of the resource, so that no lifetime makes it an answer to the next: 304, 412
     * and 416 judge a condition or a range; RFC 6585 forbids to store 428, 429, 431 and 511.
     */
    static boolean isForOneClient(int status) {
        return switch (status) {
            case 304, 412, 416, 428, 429, 431, 511 -> true;
            default -> false;
        };
    }

    /** Whether the cache knows what it asks of a cache: it is final, and registered in RFC 9110 or its companions. */
    static boolean isUnderstood(int status) {
        return switch (status) {
            case 200, 201, 202, 203, 204, 205, 206, 207, 208, 226 -> true;
            case 300, 301, 302, 303, 305, 307, 308 -> true;
            case 421, 422, 423, 424, 425, 426, 428, 429, 431, 451 -> true;
            case 500, 501, 502, 503, 504, 505, 506, 507, 508, 511 -> true;
            default -> status >= 400 && status <= 417;
        };
    }

    /** Whether a method is registered as safe; any other one may change what is stored, also one never heard of. */
    static boolean isSafe(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY", "PRI" -> true;
            default -> false;
        };
    }

    /** Whether the origin failed, for {@code stale-if-error} and CacheStaleOnError. */
    static boolean isOriginFailure(int status) {
        return status >= 500 && status <= 599;
    }

    /** Whether it says what the resource is like now, so that an older stored response has had its day. */
    static boolean supersedes(int status) {
        return status >= 200 && status < 400 && status != 206 && status != 304 || status == 404 || status == 410;
    }
}
