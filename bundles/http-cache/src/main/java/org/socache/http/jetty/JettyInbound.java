// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;

import org.eclipse.jetty.server.HttpOutput;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;
import org.socache.http.exchange.HttpCaching;
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

    /** A request that is answered here is seen by nobody but an access log; without one, attributes would only cost. */
    @Override
    public void attribute(String name, Object value) {
        boolean goesOn = request.getAttribute(HttpCaching.TAKEN) != null;
        if (goesOn || request.getHttpChannel().getServer().getRequestLog() != null) {
            request.setAttribute(name, value);
        }
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

    /**
     * Sends a whole response and does not wait until the client has taken it, so that a slow one holds no thread: the request
     * is over when Jetty has written the last byte. Head and first part leave in one write.
     *
     * @param content closed when it is sent
     * @throws IOException if nothing of the content can be read
     */
    static void send(ResponseHead head, Payload content, Response response) throws IOException {
        ByteBuffer part;
        try {
            part = content.next();
        } catch (IOException unreadable) {
            content.close();
            throw unreadable;
        }
        JettyFields.replace(head, response);
        HttpOutput output = response.getHttpOutput();
        if (part == null || part.remaining() == content.length()) {
            output.sendContent(part == null ? BufferUtil.EMPTY_BUFFER : part, new Sent(content));
        } else {
            output.sendContent(new PayloadChannel(part, content), new Sent(content));
        }
    }

    /** Whatever became of it: Jetty aborts the connection of a client that does not take it. */
    private record Sent(Payload content) implements Callback {

        @Override
        public void succeeded() {
            content.close();
        }

        @Override
        public void failed(Throwable why) {
            content.close();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
