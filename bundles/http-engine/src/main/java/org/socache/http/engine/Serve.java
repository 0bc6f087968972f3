// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.nio.ByteBuffer;
import java.util.List;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.StoredResponse;

/**
 * An answer made from the store, ready to send: final status and fields (Age, Content-Length, Content-Range, the report
 * fields that the policy asks for), the client's own conditionals and Range already judged.
 *
 * @param head status 200 and friends as stored, or 206, 304, 416
 * @param content what to send, in order; empty for HEAD, 304 and 416. Views of stored bytes: not to be written to
 * @param stored what it was made from
 * @param reason why it was served
 */
public record Serve(ResponseHead head, List<ByteBuffer> content, StoredResponse stored, Reason reason)
        implements RequestDecision {

    /** How many bytes the content has. */
    public long contentLength() {
        long length = 0;
        for (ByteBuffer part : content) {
            length += part.remaining();
        }
        return length;
    }

    Serve withFields(Fields fields) {
        return new Serve(head.withFields(fields), content, stored, reason);
    }
}
