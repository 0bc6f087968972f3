// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.List;

import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.record.CacheKey;

/** Makes the primary key {@code scheme://host:port/path?query}, as httpd's cache_generate_key does. */
final class KeyRules {

    private final KeyBase base;
    private final boolean ignoreQuery;
    private final List<String> sessionIdentifiers;

    KeyRules(CachePolicy policy) {
        base = policy.keyBase();
        ignoreQuery = policy.ignoreQueryString();
        sessionIdentifiers = policy.sessionIdentifiers();
    }

    CacheKey key(EffectiveUri uri) {
        String path = uri.path();
        String query = ignoreQuery || uri.query() == null ? "" : uri.query();
        for (String identifier : sessionIdentifiers) {
            String shorter = withoutPathParameter(path, identifier);
            if (shorter.length() == path.length()) {
                query = withoutArgument(query, identifier);
            }
            path = shorter;
        }
        StringBuilder key = new StringBuilder(uri.host().length() + path.length() + query.length() + 18);
        key.append(base.scheme() != null ? base.scheme() : uri.scheme()).append("://");
        key.append(base.host() != null ? base.host() : uri.host());
        int port = base.port() != 0 ? base.port() : base.host() != null ? 0 : uri.port();
        if (port != 0) {
            key.append(':').append(port);
        }
        return new CacheKey(key.append(path).append('?').append(query).toString());
    }

    /** Cuts {@code ;name=value} off the end of the last segment. */
    private static String withoutPathParameter(String path, String name) {
        int mark = path.lastIndexOf(';');
        boolean found = mark >= 0 && path.startsWith(name + "=", mark + 1) && path.indexOf('/', mark) < 0;
        return found ? path.substring(0, mark) : path;
    }

    /** Takes the first argument of this whole name out of a query, with one ampersand. */
    private static String withoutArgument(String query, String name) {
        String start = name + "=";
        int at = query.startsWith(start) ? 0 : query.indexOf("&" + start) + 1;
        if (at == 0 && !query.startsWith(start)) {
            return query;
        }
        int end = query.indexOf('&', at);
        return end < 0 ? query.substring(0, Math.max(0, at - 1)) : query.substring(0, at) + query.substring(end + 1);
    }
}
