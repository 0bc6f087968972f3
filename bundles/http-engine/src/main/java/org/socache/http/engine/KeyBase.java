// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.Locale;

/**
 * CacheKeyBaseURL: what stands in all keys in place of the scheme, host and port of the request, so that one site reached by
 * several names has one set of entries.
 *
 * @param scheme null to keep the request's
 * @param host null to keep the request's
 * @param port 0 to keep the request's, or to have none where a host is given, as httpd does
 */
public record KeyBase(String scheme, String host, int port) {

    /** Keys are made from the request alone. */
    public static final KeyBase REQUEST = new KeyBase(null, null, 0);

    /**
     * Reads httpd's syntax: a URL of which at least one of scheme, host and port is given, such as
     * {@code http://www.example.com:80/}; path and query are ignored.
     *
     * @throws IllegalArgumentException if none of the three is there
     */
    public static KeyBase parse(String url) {
        String text = url.strip().toLowerCase(Locale.ROOT);
        int colon = text.indexOf("://");
        String scheme = colon > 0 ? text.substring(0, colon) : null;
        String rest = colon >= 0 ? text.substring(colon + 3) : text;
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        int portMark = authority.indexOf(':', authority.lastIndexOf(']') + 1);
        String host = portMark < 0 ? authority : authority.substring(0, portMark);
        String port = portMark < 0 ? "" : authority.substring(portMark + 1);
        if (!port.matches("[0-9]{0,5}") || scheme == null && host.isEmpty() && port.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" has no scheme, host or port; write for instance http://www.example.com:80/");
        }
        return new KeyBase(scheme, host.isEmpty() ? null : host, port.isEmpty() ? 0 : Integer.parseInt(port));
    }
}
