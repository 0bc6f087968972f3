// SPDX-License-Identifier: Apache-2.0
package org.socache.login.jetty;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Trie;

/**
 * What Jetty's parser keeps of a connection's fields, to make no new strings of those that come again. It finds them by their text
 * without case: base64 and the ids in cookies have case, and behind a proxy that uses one connection for many users, wrong
 * credentials are taken for right ones sent before.
 */
public final class FieldCache {

    private FieldCache() {}

    /**
     * No connection keeps fields from now on, and that of this request, which may have begun before, forgets them. Called by a
     * customizer for each request: a parser asks only once, at its first field, how many it may keep.
     */
    public static void forget(HttpConfiguration configuration, Request request) {
        configuration.setHeaderCacheSize(0);
        if (request.getHttpChannel().getHttpTransport() instanceof HttpConnection connection) {
            Trie<HttpField> fields = connection.getParser().getFieldCache();
            if (fields != null) {
                fields.clear();
            }
        }
    }
}
