// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.exchange.Inbound;
import org.socache.http.exchange.OriginWatch;

/** A request in Jetty's own form. */
final class JettyInbound implements Inbound {

    private final Request request;
    private final BackgroundRequests background;

    JettyInbound(Request request, BackgroundRequests background) {
        this.request = request;
        this.background = background;
    }

    @Override
    public RequestHead head() {
        EffectiveUri uri = new EffectiveUri(
                request.getScheme(),
                request.getServerName(),
                request.getServerPort(),
                request.getRequestURI(),
                request.getQueryString());
        return new RequestHead(request.getMethod(), uri, JettyFields.of(request.getHttpFields()));
    }

    @Override
    public boolean isAuthenticated() {
        return request.getRemoteUser() != null;
    }

    @Override
    public Object attribute(String name) {
        return request.getAttribute(name);
    }

    @Override
    public void attribute(String name, Object value) {
        request.setAttribute(name, value);
    }

    @Override
    public void answer(ResponseHead head, List<ByteBuffer> content) throws IOException {
        Response response = request.getResponse();
        JettyFields.replace(head, response);
        response.getHttpOutput().sendContent(joined(content));
    }

    @Override
    public Runnable startWaiting() {
        return ThreadLoan.of(request.getHttpChannel().getServer().getThreadPool());
    }

    @Override
    public boolean askInBackground(RequestHead own, Function<Inbound, OriginWatch> exchange) {
        return background.send(request.getHttpChannel().getConnector(), own, exchange);
    }

    /** One buffer, so that head and content leave in one write. */
    static ByteBuffer joined(List<ByteBuffer> parts) {
        if (parts.isEmpty()) {
            return BufferUtil.EMPTY_BUFFER;
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        ByteBuffer whole = ByteBuffer.allocate(length);
        for (ByteBuffer part : parts) {
            whole.put(part.duplicate());
        }
        return whole.flip();
    }
}
