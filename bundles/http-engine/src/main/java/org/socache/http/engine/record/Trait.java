// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

/** What a stored response is marked with. The order is part of the record format: only append. */
public enum Trait {
    /** Must not be used without successful validation (response directive {@code no-cache}). */
    NO_CACHE,
    /** Must not be served stale: {@code must-revalidate}, {@code proxy-revalidate} or {@code s-maxage} (RFC 9111 section 4.2.4). */
    NEVER_STALE,
    /** Does not change while fresh (RFC 8246). */
    IMMUTABLE,
    /** May be used where the request has Authorization: {@code public}, {@code must-revalidate} or {@code s-maxage} (RFC 9111 section 3.5). */
    AUTHORIZED_REUSE,
    /** Invalidated by an unsafe request or a HEAD response that contradicts it (RFC 9111 sections 4.4, 4.3.5): validate first. */
    INVALIDATED,
    /** The answer to a HEAD request: has no content, though a GET may have some. */
    HEAD_ONLY;

    /** The bit of this trait in the flags of a record. */
    int bit() {
        return 1 << ordinal();
    }
}
