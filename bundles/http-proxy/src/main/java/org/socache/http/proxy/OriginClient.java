// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.net.URI;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpConversation;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ssl.SslClientConnectionFactory;
import org.eclipse.jetty.util.HttpCookieStore;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty's client with connections of {@link OriginTransport}, which adds nothing to a request and follows no redirect. */
final class OriginClient extends HttpClient {

    /** Bytes for the head of a request, which is the client's and a few fields of ours, and of each read from an origin. */
    private static final int BUFFER = 16 * 1024;

    OriginClient(ProxySettings settings) {
        super(new OriginTransport(), new SslContextFactory.Client());
        QueuedThreadPool threads = new QueuedThreadPool(settings.threads());
        threads.setName("socache-proxy");
        threads.setDaemon(true);
        setExecutor(threads);
        setFollowRedirects(false);
        setCookieStore(new HttpCookieStore.Empty());
        setUserAgentField(null);
        setDefaultRequestContentType(null);
        setConnectTimeout(settings.connectTimeoutMillis());
        setIdleTimeout(settings.timeoutMillis());
        setMaxConnectionsPerDestination(settings.connections());
        setMaxRequestsQueuedPerDestination(settings.connections() * 16);
        setRequestBufferSize(BUFFER);
        setResponseBufferSize(BUFFER);
    }

    /** Hands all answers on as they are but those that the handler takes; once started. */
    void handleOnly(ProtocolHandler handler) {
        getContentDecoderFactories().clear();
        getProtocolHandlers().clear();
        getProtocolHandlers().put(handler);
    }

    /**
     * The end of a TLS connection counts only with {@code close_notify}: without it anybody on the way could have cut off content
     * that lasts until the end, and it would be stored as whole (RFC 9112 section 9.8).
     */
    @Override
    protected ClientConnectionFactory newSslClientConnectionFactory(
            SslContextFactory tls, ClientConnectionFactory inside) {
        ClientConnectionFactory factory = super.newSslClientConnectionFactory(tls, inside);
        ((SslClientConnectionFactory) factory).setRequireCloseMessage(true);
        return factory;
    }

    @Override
    protected HttpRequest newHttpRequest(HttpConversation conversation, URI uri) {
        return new OriginRequest(this, conversation, uri);
    }
}
