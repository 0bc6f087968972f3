// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.servlet.ReadListener;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpExchange;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.client.HttpRequestException;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.client.util.DeferredContentProvider;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.proxy.AsyncProxyServlet;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.LoggerFactory;

/**
 * Forwards requests to the origins of one {@link ProxyPass}. Streams both ways without holding a thread; a request is sent to
 * a second origin only if nothing of it went to the first.
 */
final class ForwardingServlet extends AsyncProxyServlet {

    private static final long serialVersionUID = 1L;

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(ForwardingServlet.class);

    /** What is forwarded of what everybody knows; others are too. */
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /** RFC 5842 section 7.2. */
    private static final int LOOP_DETECTED = 508;

    /** How often a request may come through this machine, which may have several nodes. */
    private static final int MOST_HOPS = 8;

    /** How long an origin is asked whether it wants the content of a request, as by curl and others. */
    private static final long CONTINUE_MILLIS = 1_000;

    private final transient ProxyPass pass;
    private final transient ProxySettings settings;

    ForwardingServlet(ProxyPass pass, ProxySettings settings) {
        this.pass = pass;
        this.settings = settings;
    }

    @Override
    protected org.eclipse.jetty.util.log.Logger createLogger() {
        return org.eclipse.jetty.util.log.Log.getLogger(ForwardingServlet.class);
    }

    @Override
    protected HttpClient createHttpClient() throws ServletException {
        OriginClient client = new OriginClient(settings);
        try {
            client.start();
        } catch (Exception failed) {
            throw new ServletException("the proxy's client did not start", failed);
        }
        client.handleOnly(new InterimResponses(CLIENT_REQUEST_ATTRIBUTE, this::askForContent));
        return client;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String fault = RequestCheck.fault(request);
        if (fault != null) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "refused: " + fault);
        } else if (RequestCheck.isInOtherCoding(request)) {
            response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED, "refused: a transfer coding beside chunked");
        } else if (RequestCheck.hops(request, getViaHost()) >= MOST_HOPS) {
            LOG.warn(
                    "{} {} goes round: {} leads back here",
                    request.getMethod(),
                    request.getRequestURI(),
                    pass.origins());
            response.sendError(LOOP_DETECTED, "refused: it goes round");
        } else if (request.getMethod().equals("TRACE") || request.getMethod().equals("CONNECT")) {
            response.setHeader("Allow", METHODS);
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (request.getMethod().equals("OPTIONS") && "0".equals(request.getHeader(RequestHead.MAX_FORWARDS))) {
            // it is meant for us
            response.setHeader("Allow", METHODS);
        } else {
            super.service(request, response);
        }
    }

    @Override
    protected String rewriteTarget(HttpServletRequest request) {
        Origin origin = pass.choose(List.of());
        Forwarding.begin(request, hasContent(request) && expects100Continue(request))
                .nextTry(origin);
        return pass.target(origin, request.getRequestURI(), request.getQueryString());
    }

    /** Jetty's reads the length as an int: an upload of 2 GiB would have none, and its origin take further requests for it. */
    @Override
    protected boolean hasContent(HttpServletRequest client) {
        return super.hasContent(client) || client.getContentLengthLong() > 0;
    }

    @Override
    protected void onProxyRewriteFailed(HttpServletRequest request, HttpServletResponse response) {
        sendProxyResponseError(request, response, HttpServletResponse.SC_NOT_FOUND);
    }

    @Override
    protected Request newProxyRequest(HttpServletRequest request, String target) {
        Forwarding forwarding = Forwarding.of(request);
        Origin origin = forwarding.last();
        return getHttpClient()
                .newRequest(origin.host(), origin.port())
                .scheme(origin.scheme())
                .path(target)
                .method(request.getMethod())
                .idleTimeout(settings.timeoutMillis(), TimeUnit.MILLISECONDS)
                .attribute(CLIENT_REQUEST_ATTRIBUTE, request)
                .onRequestBegin(sending -> forwarding.sent())
                .onRequestCommit(begun -> askForContentInTime(begun, forwarding))
                .onRequestSuccess(sent -> forwarding.sent())
                .onResponseBegin(answer -> origin.answered(forwarding.microsSinceSent()));
    }

    /** The time limit is for silence, not for the whole answer, which may be long and its reader slow. */
    @Override
    public long getTimeout() {
        return 0;
    }

    @Override
    protected void copyRequestHeaders(HttpServletRequest request, Request proxied) {
        RequestHead.copy(request, proxied, hasContent(request));
        proxied.header(
                HttpHeader.HOST,
                settings.preserveHost()
                        ? RequestHead.host(request)
                        : Forwarding.of(request).last().authority());
    }

    @Override
    protected void addProxyHeaders(HttpServletRequest request, Request proxied) {
        if (settings.via()) {
            addViaHeader(request, proxied);
        }
        if (settings.addHeaders()) {
            addXForwardedHeaders(request, proxied);
            proxied.header(HttpHeader.X_FORWARDED_HOST, null)
                    .header(HttpHeader.X_FORWARDED_HOST, RequestHead.host(request));
        }
    }

    @Override
    protected void onServerResponseHeaders(HttpServletRequest request, HttpServletResponse response, Response origin) {
        int limit = org.eclipse.jetty.server.Request.getBaseRequest(request)
                .getHttpChannel()
                .getHttpConfiguration()
                .getResponseHeaderSize();
        String fault = ResponseHead.fault(origin.getStatus(), origin.getHeaders(), limit);
        if (fault == null) {
            ResponseHead.copy(origin, response);
        } else {
            origin.abort(new BadMessageException(HttpServletResponse.SC_BAD_GATEWAY, fault));
        }
    }

    @Override
    protected void onProxyResponseFailure(
            HttpServletRequest request, HttpServletResponse response, Response origin, Throwable failure) {
        Forwarding forwarding = Forwarding.of(request);
        if (forwarding == null) {
            // the client went, and the container has ended the request already
            return;
        }
        if (forwarding.isOfClient(failure)) {
            LOG.debug("{} {}: the client went, or stalled", request.getMethod(), request.getRequestURI(), failure);
            sendProxyResponseError(request, response, clientRequestStatus(failure));
            return;
        }
        Origin last = forwarding.last();
        last.failed();
        if (!forwarding.hasBegun()) {
            if (!isBusy(failure)) {
                last.unreachable();
            }
            Origin next = hasContent(request) ? null : pass.choose(forwarding.tried());
            if (next != null) {
                forwarding.nextTry(next);
                forwardAgain(request, response, next);
                return;
            }
        }
        LOG.warn(
                "{} {}: origin {} {}: {}",
                request.getMethod(),
                request.getRequestURI(),
                last,
                forwarding.hasBegun() ? "broke off" : "cannot be reached",
                Failures.text(failure));
        LOG.debug("{}", last, failure);
        if (origin != null && !response.isCommitted()) {
            ResponseHead.withdraw(origin, response);
        }
        // not Jetty's, which takes the status of the answer that failed where the client had asked for a 100
        sendProxyResponseError(request, response, proxyResponseStatus(failure));
    }

    private void forwardAgain(HttpServletRequest request, HttpServletResponse response, Origin origin) {
        Request proxied =
                newProxyRequest(request, pass.target(origin, request.getRequestURI(), request.getQueryString()));
        copyRequestHeaders(request, proxied);
        addProxyHeaders(request, proxied);
        sendProxyRequest(request, response, proxied);
    }

    /** Whatever the origin says, or does not say: it may be one that knows nothing of 100 and waits for the content. */
    private void askForContentInTime(Request proxied, Forwarding forwarding) {
        if (!forwarding.awaitsContinue()) {
            return;
        }
        Runnable ask = () -> {
            if (forwarding.takeContinue()) {
                askForContent(proxied);
            }
        };
        // the client's own thread of timers must not wait for whom it asks
        getHttpClient()
                .getScheduler()
                .schedule(() -> getHttpClient().getExecutor().execute(ask), CONTINUE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void askForContent(Request proxied) {
        exchange(proxied).proceed(null);
        onContinue((HttpServletRequest) proxied.getAttributes().get(CLIENT_REQUEST_ATTRIBUTE), proxied);
    }

    private static HttpExchange exchange(Request proxied) {
        return ((HttpRequest) proxied).getConversation().getExchanges().peekLast();
    }

    @Override
    protected Response.Listener newProxyResponseListener(HttpServletRequest request, HttpServletResponse response) {
        return new AnswerListener(request, response);
    }

    /** Hands an answer on. */
    private final class AnswerListener extends ProxyResponseListener {

        private final Forwarding forwarding;

        AnswerListener(HttpServletRequest request, HttpServletResponse response) {
            super(request, response);
            forwarding = Forwarding.of(request);
        }

        @Override
        public void onContent(Response answer, ByteBuffer content, Callback callback) {
            forwarding.sending(true);
            super.onContent(answer, content, new Callback.Nested(callback) {
                @Override
                public void succeeded() {
                    forwarding.sending(false);
                    super.succeeded();
                }
            });
        }

        @Override
        public void onSuccess(Response answer) {
            if (forwarding.takeContinue()) {
                // it can do without the content, and nobody is going to send that
                exchange(answer.getRequest())
                        .proceed(new HttpRequestException("answered without its content", answer.getRequest()));
            }
        }

        /** A whole answer is one, also to a request that was not sent to its end (RFC 9112 section 9.5). */
        @Override
        public void onComplete(Result result) {
            forwarding.takeContinue();
            super.onComplete(
                    result.getResponseFailure() == null
                            ? new Result(result.getRequest(), result.getResponse())
                            : result);
        }
    }

    @Override
    protected StreamWriter newWriteListener(HttpServletRequest request, Response answer) {
        return new ClientWriter(request, answer);
    }

    /** Hands content to a client, and is told if that has gone: also after a part was taken that never reached it. */
    private final class ClientWriter extends StreamWriter {

        private final Forwarding forwarding;

        ClientWriter(HttpServletRequest request, Response answer) {
            super(request, answer);
            forwarding = Forwarding.of(request);
        }

        @Override
        public void onError(Throwable failure) {
            forwarding.clientFailed();
            super.onError(failure);
        }
    }

    /** Nobody waits for a connection for longer than an origin may be silent: those who have one may keep it for ever. */
    @Override
    protected void sendProxyRequest(HttpServletRequest request, HttpServletResponse response, Request proxied) {
        Runnable giveUp = () -> proxied.abort(new RejectedExecutionException("no connection in time"));
        Scheduler.Task limit =
                getHttpClient().getScheduler().schedule(giveUp, settings.timeoutMillis(), TimeUnit.MILLISECONDS);
        // it holds the request and its content
        proxied.onRequestBegin(begun -> limit.cancel()).onComplete(over -> limit.cancel());
        super.sendProxyRequest(request, response, proxied);
    }

    /** Whether all connections to the origin are in use: then it is anything but down. */
    private static boolean isBusy(Throwable failure) {
        return failure instanceof RejectedExecutionException;
    }

    @Override
    protected int proxyResponseStatus(Throwable failure) {
        return isBusy(failure) ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : super.proxyResponseStatus(failure);
    }

    /** The end of the proxy's request tells the client, whoever it was that failed. */
    @Override
    protected void onClientRequestFailure(
            HttpServletRequest request, Request proxied, HttpServletResponse response, Throwable failure) {
        proxied.abort(failure);
    }

    @Override
    protected int clientRequestStatus(Throwable failure) {
        return failure instanceof TimeoutException
                ? HttpServletResponse.SC_REQUEST_TIMEOUT
                : HttpServletResponse.SC_BAD_REQUEST;
    }

    @Override
    protected ReadListener newReadListener(
            HttpServletRequest request,
            HttpServletResponse response,
            Request proxied,
            DeferredContentProvider content) {
        return new ClientReader(request, response, proxied, content);
    }

    /** Reads what a client sends, and knows whether it was the client that failed, or the origin that took no more. */
    private final class ClientReader extends StreamReader {

        private final Forwarding forwarding;
        private volatile boolean originFailed;

        ClientReader(
                HttpServletRequest request,
                HttpServletResponse response,
                Request proxied,
                DeferredContentProvider content) {
            super(request, response, proxied, content);
            forwarding = Forwarding.of(request);
            forwarding.receiving(true);
        }

        @Override
        protected void onRequestContent(
                HttpServletRequest request,
                Request proxied,
                DeferredContentProvider content,
                byte[] buffer,
                int offset,
                int length,
                Callback callback) {
            forwarding.receiving(false);
            Callback taken = new Callback.Nested(callback) {
                @Override
                public void succeeded() {
                    forwarding.receiving(true);
                    super.succeeded();
                }

                @Override
                public void failed(Throwable failure) {
                    originFailed = true;
                    super.failed(failure);
                }
            };
            super.onRequestContent(request, proxied, content, buffer, offset, length, taken);
        }

        @Override
        public void onAllDataRead() throws IOException {
            forwarding.receiving(false);
            super.onAllDataRead();
        }

        @Override
        public void onError(Throwable failure) {
            if (!originFailed) {
                forwarding.clientFailed();
            }
            super.onError(failure);
        }
    }
}
