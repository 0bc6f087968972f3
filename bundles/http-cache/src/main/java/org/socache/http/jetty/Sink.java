// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.nio.ByteBuffer;

import org.eclipse.jetty.server.HttpOutput;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Swallows the content of a response that nobody reads, however long it is. */
final class Sink implements HttpOutput.Interceptor {

    private final Response response;
    private final HttpOutput.Interceptor next;

    Sink(Response response) {
        this.response = response;
        this.next = response.getHttpOutput().getInterceptor();
    }

    @Override
    public void write(ByteBuffer content, boolean last, Callback callback) {
        if (!response.isCommitted()) {
            // the length would be missed
            response.setContentLength(-1);
        }
        BufferUtil.clear(content);
        next.write(BufferUtil.EMPTY_BUFFER, last, callback);
    }

    @Override
    public HttpOutput.Interceptor getNextInterceptor() {
        return next;
    }

    @Override
    public boolean isOptimizedForDirectBuffers() {
        return next.isOptimizedForDirectBuffers();
    }
}
