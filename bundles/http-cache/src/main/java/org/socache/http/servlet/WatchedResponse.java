// SPDX-License-Identifier: Apache-2.0
package org.socache.http.servlet;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.ByteBuffer;
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
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;
import org.socache.http.exchange.Heads;
import org.socache.http.exchange.OriginWatch;
import org.socache.http.exchange.Verdict;

/**
 * The response as the origin sees it. Nothing is held back that the container would not hold back itself: the head is judged
 * at the first byte or flush, and bytes pass at once. Where the origin changes the head after that, which the servlet API
 * allows until the container sends it, nothing is stored.
 */
final class WatchedResponse extends HttpServletResponseWrapper {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedResponse.class);

    private final HttpServletRequest request;
    private final HttpServletResponse client;
    private final OriginWatch watch;
    private ServletOutputStream stream;
    private ContentWriter writer;
    private WatchedAsyncContext asyncContext;
    private Verdict verdict;
    private ResponseHead sent;
    private boolean silent;
    private boolean ended;

    WatchedResponse(HttpServletRequest request, HttpServletResponse client, OriginWatch watch) {
        super(client);
        this.request = request;
        this.client = client;
        this.watch = watch;
    }

    /** Runs the rest of the chain; once more where the first answer was of no use. */
    void askOrigin(FilterChain chain) throws IOException, ServletException {
        run(chain);
        if (!request.isAsyncStarted() && verdict instanceof Verdict.Again) {
            startOver();
            run(chain);
        }
    }

    private void run(FilterChain chain) throws IOException, ServletException {
        try {
            chain.doFilter(new OriginRequest(request, watch, this), this);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            if (client.isCommitted() || !replaces(watch.failed())) {
                broken();
                throw e;
            }
            LOG.warn("{}: the origin failed, a stored response is served instead", request.getRequestURI(), e);
            return;
        }
        endUnlessAsync(request);
    }

    /** Ends the exchange, unless the origin is going to answer later. */
    void endUnlessAsync(ServletRequest current) throws IOException {
        if (!current.isAsyncStarted()) {
            end();
        }
    }

    /** The origin has written all it had to; nothing is lost if this is called again. */
    void end() throws IOException {
        if (ended) {
            return;
        }
        if (writer != null) {
            writer.drain();
        }
        judged();
        if (ended || verdict instanceof Verdict.Again) {
            return;
        }
        if (verdict instanceof Verdict.Tee && !head().equals(sent)) {
            broken();
            return;
        }
        ended = true;
        Verdict last = watch.end();
        if (verdict instanceof Verdict.Hold) {
            verdict = last;
            ended = !(last instanceof Verdict.Again);
            if (ended && !replaces(last)) {
                refuse();
            }
        }
    }

    /** The same for an origin that completes in its own time. */
    void endAsync() {
        try {
            end();
            if (verdict instanceof Verdict.Again && !replaces(watch.failed())) {
                // there is no chain any more to run again
                refuse();
            }
        } catch (IOException clientIsGone) {
            broken();
        }
    }

    private void refuse() {
        ended = true;
        client.reset();
        client.setStatus(SC_BAD_GATEWAY);
    }

    void broken() {
        if (!ended) {
            ended = true;
            watch.broken();
        }
    }

    private void startOver() {
        client.reset();
        verdict = null;
        sent = null;
        stream = null;
        writer = null;
        silent = false;
        ended = false;
    }

    /** Judges the head if that was not done; true if what the origin writes goes to the client. */
    boolean judged() throws IOException {
        if (verdict == null) {
            judge();
        }
        return !silent;
    }

    private void judge() throws IOException {
        if (client.getStatus() < 200) {
            verdict = Verdict.UNCHANGED;
            return;
        }
        try {
            ResponseHead head = head();
            verdict = watch.head(head);
            if (verdict instanceof Verdict.Pass pass && pass.head() != null) {
                apply(pass.head(), head.fields());
            } else if (verdict instanceof Verdict.Tee tee) {
                apply(tee.head(), head.fields());
                sent = head();
            } else {
                silent = verdict != Verdict.UNCHANGED;
                replaces(verdict);
            }
        } catch (IllegalArgumentException unsendable) {
            watch.broken();
            verdict = Verdict.UNCHANGED;
        }
    }

    private boolean replaces(Verdict wanted) throws IOException {
        if (!(wanted instanceof Verdict.Replace replacement)) {
            return false;
        }
        verdict = wanted;
        silent = true;
        ended = true;
        client.resetBuffer();
        try (Payload content = replacement.content()) {
            ServletInbound.send(replacement.head(), content, client);
        }
        return true;
    }

    private ResponseHead head() {
        Fields.Builder fields = Fields.builder();
        for (String name : client.getHeaderNames()) {
            for (String value : client.getHeaders(name)) {
                fields.add(name, value);
            }
        }
        return new ResponseHead(client.getStatus(), fields.build());
    }

    private void apply(ResponseHead head, Fields is) {
        Heads.differences(is, head.fields(), (name, values) -> {
            for (int i = 0; i < values.size(); i++) {
                if (i == 0) {
                    client.setHeader(name, values.get(i));
                } else {
                    client.addHeader(name, values.get(i));
                }
            }
        });
    }

    /** Takes bytes of the origin; true if they go to the client. */
    boolean show(ByteBuffer part) throws IOException {
        boolean goes = judged();
        if (verdict instanceof Verdict.Tee || verdict instanceof Verdict.Hold) {
            watch.content(part);
        }
        return goes;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new WatchedStream(this, client.getOutputStream());
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

    /**
     * The container makes the page of an error after the filters are gone, so its content is never seen here, and such a
     * response is not stored. A stored response may be the better answer, though, and 304 has no page.
     */
    @Override
    public void sendError(int status, String message) throws IOException {
        if (verdict != null) {
            broken();
        } else if (status == SC_NOT_MODIFIED) {
            client.setStatus(status);
            close();
            return;
        } else {
            verdict = watch.head(new ResponseHead(status, head().fields()));
            if (replaces(verdict) || verdict instanceof Verdict.Again) {
                silent = true;
                return;
            }
            if (verdict instanceof Verdict.Pass pass && pass.head() != null) {
                apply(pass.head(), head().fields());
            }
            broken();
        }
        silent = true;
        super.sendError(status, message);
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
        silent = true;
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
        if (writer != null) {
            writer.drain();
        }
        if (judged()) {
            client.flushBuffer();
        }
    }

    @Override
    public void reset() {
        super.reset();
        forget();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        forget();
    }

    /** What was judged and shown so far never existed. */
    private void forget() {
        if (!(verdict instanceof Verdict.Replace)) {
            verdict = null;
            sent = null;
            silent = false;
        }
    }
}
