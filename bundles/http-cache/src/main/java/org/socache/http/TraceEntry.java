// SPDX-License-Identifier: Apache-2.0
package org.socache.http;

/**
 * One decision of the cache.
 *
 * @param time when it fell, ms since the epoch
 * @param method of the request
 * @param url the effective request URI
 * @param outcome HIT, REVALIDATE, MISS or INVALIDATE
 * @param reason its name in Cache-Status, for instance {@code stale-while-revalidate}
 * @param detail one sentence for people
 * @param status of the answer
 */
public record TraceEntry(
        long time, String method, String url, String outcome, String reason, String detail, int status) {}
