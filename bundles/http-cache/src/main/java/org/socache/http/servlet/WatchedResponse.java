// SPDX-License-Identifier: Apache-2.0
package org.socache.http.servlet;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import javax.servlet.AsyncContext;
import javax.servlet.FilterChain;
import javax.servlet.ServletException;
import javax.servlet.ServletOutputStream;
import javax.servlet.ServletRequest;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpServletResponseWrapper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.exchange.OriginWatch;

/**
 * The response as the origin sees it: the servlet API in front of a {@link WatchedAnswer}, with each way to write, flush, close or
 * end it leading there.
 */
final class WatchedResponse extends HttpServletResponseWrapper {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedResponse.class);

    private final HttpServletRequest request;
    private final HttpServletResponse client;
    private final OriginWatch watch;
    private WatchedAnswer answer;
    private ServletOutputStream stream;
    private ContentWriter writer;
    private WatchedAsyncContext asyncContext;

    WatchedResponse(HttpServletRequest request, HttpServletResponse client, OriginWatch watch) {
        super(client);
        this.request = request;
        this.client = client;
        this.watch = watch;
        this.answer = new WatchedAnswer(client, watch);
    }

    /** Runs the rest of the chain; once more where the first answer was of no use. */
    void askOrigin(FilterChain chain) throws IOException, ServletException {
        run(chain);
        if (!request.isAsyncStarted() && answer.isToAskAgain()) {
            startOver();
            run(chain);
        }
    }

    private void run(FilterChain chain) throws IOException, ServletException {
        try {
            chain.doFilter(new OriginRequest(request, watch, this), this);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            if (!answer.standsIn()) {
                broken();
                throw e;
            }
            LOG.warn("{}: the origin failed, a stored response is served instead", request.getRequestURI(), e);
            return;
        }
        endUnlessAsync(request);
    }

    private void startOver() {
        client.reset();
        answer = new WatchedAnswer(client, watch);
        stream = null;
        writer = null;
    }

    /** Ends the exchange, unless the origin is going to answer later. */
    void endUnlessAsync(ServletRequest current) throws IOException {
        if (!current.isAsyncStarted()) {
            end();
        }
    }

    /** The origin has written all it had to; nothing is lost if this is called again. */
    void end() throws IOException {
        if (answer.isEnded()) {
            return;
        }
        drainWriter();
        answer.end();
    }

    /** The same for an origin that completes in its own time: there is no chain any more to run again. */
    void endAsync() {
        try {
            end();
            answer.giveUpAskingAgain();
        } catch (IOException clientIsGone) {
            broken();
        }
    }

    void broken() {
        answer.broken();
    }

    private void drainWriter() {
        if (writer != null) {
            writer.drain();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new WatchedStream(this, answer, client.getOutputStream());
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            String encoding = client.getCharacterEncoding();
            client.setCharacterEncoding(encoding);
            writer = new ContentWriter(getOutputStream(), encoding);
        }
        return writer;
    }

    /** Without effect once there is a writer, as the servlet API says; the container does not know of this one. */
    @Override
    public void setCharacterEncoding(String encoding) {
        if (writer == null) {
            super.setCharacterEncoding(encoding);
        }
    }

    @Override
    public void setContentType(String type) {
        if (writer == null || type == null) {
            super.setContentType(type);
        } else {
            String encoding = client.getCharacterEncoding();
            super.setContentType(type.replaceAll("(?i);\\s*charset=[^;]*", "") + ";charset=" + encoding);
        }
    }

    /** A 304 has no page that the container could make. */
    @Override
    public void sendError(int status, String message) throws IOException {
        if (status == SC_NOT_MODIFIED && !answer.isJudged()) {
            client.setStatus(status);
            close();
        } else if (answer.judgeError(status)) {
            super.sendError(status, message);
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, null);
    }

    /** What the container does, but with the head shown before it is sent. */
    @Override
    public void sendRedirect(String location) throws IOException {
        resetBuffer();
        client.setStatus(SC_FOUND);
        client.setHeader("Location", absolute(location));
        close();
    }

    private String absolute(String location) {
        try {
            return URI.create(request.getRequestURL().toString())
                    .resolve(location)
                    .toString();
        } catch (IllegalArgumentException notByTheBook) {
            return location;
        }
    }

    /** The response is whole; what the origin still writes falls silent. */
    private void close() throws IOException {
        end();
        answer.silence();
    }

    WatchedAsyncContext watch(AsyncContext context) {
        asyncContext = new WatchedAsyncContext(context, this);
        return asyncContext;
    }

    AsyncContext watched(AsyncContext context) {
        return asyncContext != null && asyncContext.container() == context ? asyncContext : context;
    }

    @Override
    public void flushBuffer() throws IOException {
        drainWriter();
        if (answer.judged()) {
            answer.send(client::flushBuffer);
        }
    }

    @Override
    public void reset() {
        super.reset();
        answer.forget();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        answer.forget();
    }
}
