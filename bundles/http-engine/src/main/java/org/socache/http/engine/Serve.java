// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.StoredResponse;

/**
 * An answer made from the store, ready to send: final status and fields (Age, Content-Length, Content-Range, the report
 * fields that the policy asks for), the client's own conditionals and Range already judged.
 *
 * @param head status 200 and friends as stored, or 206, 304, 416
 * @param content what to send, for the adapter to close; empty for HEAD, 304 and 416
 * @param stored what it was made from
 * @param reason why it was served
 */
public record Serve(ResponseHead head, Payload content, StoredResponse stored, Reason reason)
        implements RequestDecision {

    Serve withFields(Fields fields) {
        return new Serve(head.withFields(fields), content, stored, reason);
    }
}
