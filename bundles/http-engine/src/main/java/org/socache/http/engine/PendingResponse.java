// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.syntax.ContentLength;

/**
 * A storable response whose content is still on its way. Made by {@link CacheEngine#received}.
 *
 * @param exchange the request it answers
 * @param head the response as received from the origin
 * @param responseTime when its head arrived, ms since the epoch
 * @param limit how many bytes of content may be recorded before it is too large to store
 * @param onAbandon to apply when the content does not arrive whole; the old copy that this was to replace goes then
 */
public record PendingResponse(Exchange exchange, ResponseHead head, long responseTime, long limit, Changes onAbandon) {

    /** How many bytes of content are to come; -1 where the head does not tell. */
    public long statedLength() {
        return exchange.client().isHead()
                ? 0
                : Math.max(-1, ContentLength.parse(head.fields().all("Content-Length")));
    }
}
