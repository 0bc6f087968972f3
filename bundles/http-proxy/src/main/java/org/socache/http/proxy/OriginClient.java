// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.net.URI;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpConversation;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ssl.SslClientConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty's client with connections of {@link OriginTransport}. */
final class OriginClient extends HttpClient {

    OriginClient() {
        super(new OriginTransport(), new SslContextFactory.Client());
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
