// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.eclipse.jetty.server.HttpOutput;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;
import org.socache.http.engine.record.Payload;

/** Writes stored content past the origin's output, a part when the one before has left; closes it at the end. */
final class PayloadWrite extends IteratingNestedCallback {

    private final Payload content;
    private final HttpOutput.Interceptor next;
    private long left;
    private boolean begun;

    PayloadWrite(Payload content, HttpOutput.Interceptor next, Callback callback) {
        super(callback);
        this.content = content;
        this.next = next;
        this.left = content.length();
    }

    @Override
    protected Action process() throws IOException {
        if (begun && left == 0) {
            return Action.SUCCEEDED;
        }
        begun = true;
        ByteBuffer part = content.next();
        left = part == null ? 0 : left - part.remaining();
        next.write(part == null ? BufferUtil.EMPTY_BUFFER : part, left == 0, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        content.close();
        super.onCompleteSuccess();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        content.close();
        super.onCompleteFailure(cause);
    }
}
