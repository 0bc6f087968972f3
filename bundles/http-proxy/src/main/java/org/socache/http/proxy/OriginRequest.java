// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.net.URI;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpConversation;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.client.api.Request;

/**
 * A request with its target byte for byte. Jetty's reads it as a reference first and takes what follows two slashes for a host:
 * {@code //admin/users}, which no guard of {@code /users} has seen, would ask for {@code /users}.
 */
final class OriginRequest extends HttpRequest {

    private String target;

    OriginRequest(HttpClient client, HttpConversation conversation, URI uri) {
        super(client, conversation, uri);
    }

    /** @param target path, and query if there is one */
    @Override
    public Request path(String target) {
        this.target = target;
        return this;
    }

    @Override
    public String getPath() {
        return target == null ? super.getPath() : target;
    }

    @Override
    public String getQuery() {
        return target == null ? super.getQuery() : null;
    }
}
