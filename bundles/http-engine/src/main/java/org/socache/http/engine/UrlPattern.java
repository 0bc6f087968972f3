// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.Locale;

import org.socache.http.engine.message.EffectiveUri;

/**
 * The URL argument of CacheEnable and CacheDisable. A pattern that starts with a slash is a path prefix on every host, also
 * for requests in absolute form (which httpd leaves uncovered). Otherwise {@code scheme://host:port/path}: an empty host
 * means any, {@code *} followed by a suffix or {@code .suffix} means hosts that end so; no port means any port; the path is a
 * case-sensitive prefix.
 */
public final class UrlPattern {

    private final String text;
    private final String scheme;
    private final String host;
    private final int port;
    private final String path;

    private UrlPattern(String text, String scheme, String host, int port, String path) {
        this.text = text;
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.path = path;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is neither a path nor a URL
     */
    public static UrlPattern parse(String text) {
        if (text.startsWith("/")) {
            return new UrlPattern(text, null, "", 0, text);
        }
        int colon = text.indexOf("://");
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is neither a path such as /docs nor a URL such as http://www.example.com/docs");
        }
        int start = colon + 3;
        int slash = text.indexOf('/', start);
        String authority = (slash < 0 ? text.substring(start) : text.substring(start, slash)).toLowerCase(Locale.ROOT);
        int portMark = authority.indexOf(':', authority.lastIndexOf(']') + 1);
        String port = portMark < 0 ? "" : authority.substring(portMark + 1);
        if (!port.matches("[0-9]{0,5}")) {
            throw new IllegalArgumentException("\"" + text + "\" has the port \"" + port + "\", which is no number");
        }
        return new UrlPattern(
                text,
                text.substring(0, colon).toLowerCase(Locale.ROOT),
                portMark < 0 ? authority : authority.substring(0, portMark),
                port.isEmpty() ? 0 : Integer.parseInt(port),
                slash < 0 ? "/" : text.substring(slash));
    }

    /** Whether the pattern covers the URI as it is spelled. */
    public boolean matches(EffectiveUri uri) {
        return matchesOrigin(uri) && uri.path().startsWith(path);
    }

    /** Whether it covers the URI in this or its plain spelling: for what must not be evaded by another one. */
    public boolean matchesAnySpelling(EffectiveUri uri) {
        return matchesOrigin(uri)
                && (uri.path().startsWith(path) || uri.plainPath().startsWith(path));
    }

    private boolean matchesOrigin(EffectiveUri uri) {
        return scheme == null
                || scheme.equals(uri.scheme()) && matchesHost(uri.host()) && (port == 0 || port == uri.port());
    }

    private boolean matchesHost(String other) {
        if (host.startsWith("*")) {
            return other.endsWith(host.substring(1));
        }
        return host.isEmpty() || (host.startsWith(".") ? other.endsWith(host) : other.equals(host));
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
