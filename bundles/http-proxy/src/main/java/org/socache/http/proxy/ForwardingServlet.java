// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.client.ContinueProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.AsyncProxyServlet;
import org.eclipse.jetty.util.HttpCookieStore;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.LoggerFactory;
import org.socache.http.engine.message.HopByHop;

/**
 * Forwards requests to the origins of one {@link ProxyPass}. Streams both ways without holding a thread; a request is sent to
 * a second origin only if nothing of it went to the first.
 */
final class ForwardingServlet extends AsyncProxyServlet {

    private static final long serialVersionUID = 1L;

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(ForwardingServlet.class);

    private static final String TRIED = ForwardingServlet.class.getName() + ".tried";

    /** When the request began to be sent, and later when it was; an origin may answer before it has all of it. */
    private static final String SENT = ForwardingServlet.class.getName() + ".sent";

    private static final String CLAIM = "X-Forwarded-";
    /** What is forwarded of what everybody knows; others are too. */
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private static final String MAX_FORWARDS = "Max-Forwards";

    /** Bytes of request line or fields from an origin at most. */
    private static final int LARGEST_HEAD = 16 * 1024;

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
        HttpClient client = new OriginClient();
        QueuedThreadPool threads = new QueuedThreadPool(settings.threads());
        threads.setName("socache-proxy");
        threads.setDaemon(true);
        client.setExecutor(threads);
        client.setFollowRedirects(false);
        client.setCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(null);
        client.setConnectTimeout(settings.connectTimeoutMillis());
        client.setIdleTimeout(settings.timeoutMillis());
        client.setMaxConnectionsPerDestination(settings.connections());
        client.setMaxRequestsQueuedPerDestination(settings.connections() * 16);
        client.setRequestBufferSize(LARGEST_HEAD);
        client.setResponseBufferSize(LARGEST_HEAD);
        try {
            client.start();
        } catch (Exception failed) {
            throw new ServletException("the proxy's client did not start", failed);
        }
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().clear();
        // first: where the client expects 100, Jetty's own handler takes whatever comes for the answer to that
        client.getProtocolHandlers().put(new InterimResponses(CLIENT_REQUEST_ATTRIBUTE));
        client.getProtocolHandlers().put(new ContinueProtocolHandler() {
            @Override
            protected void onContinue(Request request) {
                HttpServletRequest client =
                        (HttpServletRequest) request.getAttributes().get(CLIENT_REQUEST_ATTRIBUTE);
                ForwardingServlet.this.onContinue(client, request);
            }
        });
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
        } else if (request.getMethod().equals("TRACE") || request.getMethod().equals("CONNECT")) {
            response.setHeader("Allow", METHODS);
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (request.getMethod().equals("OPTIONS") && "0".equals(request.getHeader(MAX_FORWARDS))) {
            // it is meant for us
            response.setHeader("Allow", METHODS);
        } else {
            super.service(request, response);
        }
    }

    @Override
    protected String rewriteTarget(HttpServletRequest request) {
        Origin origin = pass.choose(List.of());
        request.setAttribute(TRIED, new ArrayList<>(List.of(origin)));
        return pass.target(origin, request.getRequestURI(), request.getQueryString());
    }

    @Override
    protected void onProxyRewriteFailed(HttpServletRequest request, HttpServletResponse response) {
        sendProxyResponseError(request, response, HttpServletResponse.SC_NOT_FOUND);
    }

    @Override
    protected Request newProxyRequest(HttpServletRequest request, String target) {
        Origin origin = tried(request).get(tried(request).size() - 1);
        return getHttpClient()
                .newRequest(origin.host(), origin.port())
                .scheme(origin.scheme())
                .path(target)
                .method(request.getMethod())
                .idleTimeout(settings.timeoutMillis(), TimeUnit.MILLISECONDS)
                .attribute(CLIENT_REQUEST_ATTRIBUTE, request)
                .onRequestBegin(sending -> request.setAttribute(SENT, System.nanoTime()))
                .onRequestSuccess(sent -> request.setAttribute(SENT, System.nanoTime()))
                .onResponseBegin(
                        answer -> origin.answered((System.nanoTime() - (long) request.getAttribute(SENT)) / 1_000));
    }

    /** The time limit is for silence, not for the whole answer, which may be long and its reader slow. */
    @Override
    public long getTimeout() {
        return 0;
    }

    @Override
    protected void copyRequestHeaders(HttpServletRequest request, Request proxied) {
        proxied.getHeaders().clear();
        HopByHop hop = HopByHop.of(Collections.list(request.getHeaders("Connection")));
        for (String name : Collections.list(request.getHeaderNames())) {
            if (hop.contains(name) || isClaim(name) || HttpHeader.HOST.is(name)) {
                continue;
            }
            for (String value : Collections.list(request.getHeaders(name))) {
                boolean counts = request.getMethod().equals("OPTIONS") && name.equalsIgnoreCase(MAX_FORWARDS);
                proxied.getHeaders().add(new HttpField(name, counts ? oneLess(value) : value));
            }
        }
        Origin origin = tried(request).get(tried(request).size() - 1);
        proxied.header(HttpHeader.HOST, settings.preserveHost() ? host(request) : origin.authority());
    }

    /**
     * Whether a field says what the client claims of itself and of the address it used; the origin gets ours instead, or none. Many
     * make links and redirects of X-Forwarded-Port or -Prefix, and no Vary tells the cache.
     */
    private static boolean isClaim(String name) {
        return name.equalsIgnoreCase("Forwarded") || name.regionMatches(true, 0, CLAIM, 0, CLAIM.length());
    }

    /**
     * The host that the client means, as it spelled it; null if it named none. With a target in absolute form its Host field counts
     * for nothing (RFC 9112 section 3.2.2): a page made for the one would be filed under the other.
     */
    private static String host(HttpServletRequest request) {
        HttpURI uri = org.eclipse.jetty.server.Request.getBaseRequest(request).getHttpURI();
        return uri.getHost() == null ? request.getHeader("Host") : uri.getAuthority();
    }

    /** Of Max-Forwards (RFC 9110 section 7.6.2); what is no number goes on as it is. */
    private static String oneLess(String count) {
        return count.matches("0*[1-9][0-9]{0,8}") ? String.valueOf(Integer.parseInt(count) - 1) : count;
    }

    @Override
    protected void addProxyHeaders(HttpServletRequest request, Request proxied) {
        if (settings.via()) {
            addViaHeader(request, proxied);
        }
        if (settings.addHeaders()) {
            addXForwardedHeaders(request, proxied);
            proxied.header(HttpHeader.X_FORWARDED_HOST, null).header(HttpHeader.X_FORWARDED_HOST, host(request));
        }
    }

    @Override
    protected void onServerResponseHeaders(HttpServletRequest request, HttpServletResponse response, Response origin) {
        HopByHop hop = HopByHop.of(origin.getHeaders().getValuesList(HttpHeader.CONNECTION));
        for (HttpField field : origin.getHeaders()) {
            boolean lengthOfNothing = origin.getStatus() == HttpServletResponse.SC_NO_CONTENT
                    && field.getHeader() == HttpHeader.CONTENT_LENGTH;
            if (hop.contains(field.getName()) || lengthOfNothing) {
                continue;
            }
            String value = field.getValue() == null ? "" : field.getValue();
            if (HttpHeader.DATE.is(field.getName()) || HttpHeader.SERVER.is(field.getName())) {
                // the container has put its own there before
                response.setHeader(field.getName(), value);
            } else {
                response.addHeader(field.getName(), value);
            }
        }
    }

    @Override
    protected void onProxyResponseFailure(
            HttpServletRequest request, HttpServletResponse response, Response origin, Throwable failure) {
        List<Origin> tried = tried(request);
        if (tried == null) {
            // the client went, and the container has ended the request already
            return;
        }
        Origin last = tried.get(tried.size() - 1);
        if (Failures.isOfClient(failure, response.isCommitted())) {
            LOG.debug("{} {}: the client went", request.getMethod(), request.getRequestURI());
            super.onProxyResponseFailure(request, response, origin, failure);
            return;
        }
        boolean nothingSent = request.getAttribute(SENT) == null;
        last.failed();
        if (nothingSent) {
            last.unreachable();
            Origin next = hasContent(request) ? null : pass.choose(tried);
            if (next != null) {
                tried.add(next);
                forwardAgain(request, response, next);
                return;
            }
        }
        LOG.warn(
                "{} {}: origin {} {}: {}",
                request.getMethod(),
                request.getRequestURI(),
                last,
                nothingSent ? "cannot be reached" : "broke off",
                Failures.text(failure));
        LOG.debug("{}", last, failure);
        super.onProxyResponseFailure(request, response, origin, failure);
    }

    private void forwardAgain(HttpServletRequest request, HttpServletResponse response, Origin origin) {
        Request proxied =
                newProxyRequest(request, pass.target(origin, request.getRequestURI(), request.getQueryString()));
        copyRequestHeaders(request, proxied);
        addProxyHeaders(request, proxied);
        sendProxyRequest(request, response, proxied);
    }

    @SuppressWarnings("unchecked")
    private static List<Origin> tried(HttpServletRequest request) {
        return (List<Origin>) request.getAttribute(TRIED);
    }
}
