// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.Fields;

/** Adds the fields that tell what the cache did: Cache-Status (RFC 9211), and httpd's X-Cache and X-Cache-Detail. */
final class Report {

    private final String name;
    private final boolean cacheHeader;
    private final boolean detailHeader;

    Report(CachePolicy policy) {
        name = policy.serverName();
        cacheHeader = policy.cacheHeader();
        detailHeader = policy.detailHeader();
    }

    /** An answer from the store, for which no request was forwarded. */
    Fields hit(Fields fields, Reason reason, long remainingSeconds) {
        boolean collapsed = reason == Reason.COLLAPSED || reason == Reason.COLLAPSED_BETWEEN_NODES;
        String detail = reason == Reason.FRESH ? "" : (collapsed ? "; collapsed" : "") + "; detail=" + reason.label();
        return add(fields, "; hit; ttl=" + remainingSeconds + detail, reason);
    }

    /**
     * An answer after a request was forwarded.
     *
     * @param forwardedFor why it was forwarded
     * @param status what the origin answered, or 0 when it did not, and a stored response stands in
     * @param stored whether the response is in the store afterwards
     * @param reason what came of it
     */
    Fields forwarded(Fields fields, Reason forwardedFor, int status, boolean stored, Reason reason) {
        String token = forwardedFor.token() == null ? "miss" : forwardedFor.token();
        return add(
                fields,
                "; fwd=" + token + (status == 0 ? "" : "; fwd-status=" + status) + (stored ? "; stored" : "")
                        + (reason == forwardedFor ? "" : "; detail=" + reason.label()),
                reason);
    }

    /** An answer of the cache's own, for want of one in the store: without Cache-Status (RFC 9211 section 2). */
    Fields own(Fields fields, Reason reason) {
        return add(fields, null, reason);
    }

    private Fields add(Fields fields, String status, Reason reason) {
        int lines = fields.size() + 1 + (cacheHeader ? 1 : 0) + (detailHeader ? 1 : 0);
        Fields.Builder builder = Fields.builder(lines).addAll(fields);
        if (status != null) {
            // the last member of the list is the cache next to the client
            builder.add("Cache-Status", name + status);
        }
        if (cacheHeader) {
            builder.add("X-Cache", reason.kind() + " from " + name);
        }
        if (detailHeader) {
            builder.add("X-Cache-Detail", '"' + reason.text() + "\" from " + name);
        }
        return builder.build();
    }
}
