// SPDX-License-Identifier: Apache-2.0
package org.socache.http.servlet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;
import org.socache.http.exchange.ContainerHelp;
import org.socache.http.exchange.Heads;
import org.socache.http.exchange.Inbound;
import org.socache.http.exchange.OriginWatch;

/** A request of the servlet API. */
final class ServletInbound implements Inbound {

    /**
     * So many wait at a time where the container lends no threads: they hold those it has, and the request they wait for
     * needs some of them to be answered on. Usual containers have 200.
     */
    private static final Semaphore WAITING = new Semaphore(64);

    private final HttpServletRequest request;
    private final HttpServletResponse response;

    ServletInbound(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    @Override
    public RequestHead head() {
        String name = request.getServerName();
        EffectiveUri uri = new EffectiveUri(
                request.getScheme(),
                name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name,
                request.getServerPort(),
                request.getRequestURI(),
                request.getQueryString());
        return new RequestHead(request.getMethod(), uri, Heads.of(request.getHeaderNames(), request::getHeaders));
    }

    @Override
    public boolean isAuthenticated() {
        return request.getRemoteUser() != null;
    }

    @Override
    public Runnable startWaiting() {
        if (request.getAttribute(ContainerHelp.ATTRIBUTE) instanceof ContainerHelp help) {
            return help.lendThread();
        }
        return WAITING.tryAcquire() ? WAITING::release : null;
    }

    @Override
    public boolean askInBackground(RequestHead own, Function<Inbound, OriginWatch> exchange) {
        return request.getAttribute(ContainerHelp.ATTRIBUTE) instanceof ContainerHelp help
                && help.askInBackground(own, exchange);
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
        if (request.getAttribute(ContainerHelp.ATTRIBUTE) instanceof ContainerHelp help
                && help.answer(response, head, content)) {
            return;
        }
        try (content) {
            send(head, content, response);
        }
    }

    static void send(ResponseHead head, Payload content, HttpServletResponse response) throws IOException {
        response.setStatus(head.status());
        setFields(head.fields(), response);
        if (content.length() == 0) {
            return;
        }
        OutputStream output = response.getOutputStream();
        for (ByteBuffer part = content.next(); part != null; part = content.next()) {
            write(part, output);
        }
    }

    /** Sets all fields; those of the same name that were there before are replaced. */
    private static void setFields(Fields fields, HttpServletResponse response) {
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (isFirst(fields, i)) {
                response.setHeader(name, fields.value(i));
            } else {
                response.addHeader(name, fields.value(i));
            }
        }
    }

    private static boolean isFirst(Fields fields, int index) {
        for (int i = 0; i < index; i++) {
            if (fields.name(i).equalsIgnoreCase(fields.name(index))) {
                return false;
            }
        }
        return true;
    }

    private static void write(ByteBuffer part, OutputStream output) throws IOException {
        if (part.hasArray()) {
            output.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        } else {
            byte[] copy = new byte[part.remaining()];
            part.duplicate().get(copy);
            output.write(copy);
        }
    }
}
