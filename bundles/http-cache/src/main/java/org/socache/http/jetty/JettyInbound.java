// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;

import org.eclipse.jetty.server.HttpOutput;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;
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
    public void answer(ResponseHead head, Payload content) throws IOException {
        send(head, content, request.getResponse());
    }

    @Override
    public Runnable startWaiting() {
        return ThreadLoan.of(request.getHttpChannel().getServer().getThreadPool());
    }

    @Override
    public boolean askInBackground(RequestHead own, Function<Inbound, OriginWatch> exchange) {
        return background.send(request.getHttpChannel().getConnector(), own, exchange);
    }

    /** Sends a whole response; head and first part leave in one write. */
    static void send(ResponseHead head, Payload content, Response response) throws IOException {
        JettyFields.replace(head, response);
        HttpOutput output = response.getHttpOutput();
        ByteBuffer part = content.next();
        if (part == null || part.remaining() == content.length()) {
            output.sendContent(part == null ? BufferUtil.EMPTY_BUFFER : part);
            return;
        }
        for (; part != null; part = content.next()) {
            output.write(part);
        }
        output.close();
    }
}
