// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.message;

import java.util.Locale;

/**
 * The effective request URI (RFC 9110 section 7.1), built once per request and never taken apart again: it is the source of
 * the cache key, and what the origin is asked for. So the two cannot disagree, whatever the client put into the request
 * line and the Host field.
 *
 * <p>Scheme and host are lower case, the port is a number, path and query stay byte for byte as received: a cache that
 * decoded or normalised what the origin does not would file one resource's response under another's key.
 *
 * @param scheme {@code http} or {@code https}
 * @param host registered name, IPv4 address, or IPv6 address in brackets; lower case
 * @param port 1 to 65535
 * @param path starts with {@code /}, or is {@code *}
 * @param query without the question mark, or null when there is none
 */
public record EffectiveUri(String scheme, String host, int port, String path, String query) {

    private static final boolean[] IPV6_CHARACTERS = set("0123456789abcdef:.");
    private static final boolean[] NAME_CHARACTERS = set("abcdefghijklmnopqrstuvwxyz0123456789-._~%!$&'()*+,;=");

    /** Checks every part, also for callers that put a URI together themselves. */
    public EffectiveUri {
        scheme = scheme.toLowerCase(Locale.ROOT);
        host = host.toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new InvalidRequestTargetException("scheme \"" + scheme + "\" is neither http nor https");
        }
        if (!isHost(host)) {
            throw new InvalidRequestTargetException("\"" + host + "\" is not a host name or address");
        }
        if (port < 1 || port > 65535) {
            throw new InvalidRequestTargetException("port " + port + " is not between 1 and 65535");
        }
        if (path == null || !path.startsWith("/") && !path.equals("*")) {
            throw new InvalidRequestTargetException("the path \"" + path + "\" does not start with a slash");
        }
        requireVisible(path, true);
        if (query != null) {
            requireVisible(query, false);
        }
    }

    /**
     * Builds the URI from the parts of a request as received.
     *
     * <p>A target in absolute form decides alone; the Host field is then ignored, as RFC 9112 section 3.2.2 demands of a
     * proxy. A caller that forwards the request sends {@link #authority()} as the Host field, never the client's own.
     *
     * @param scheme the scheme of the connection, used with a target in origin form
     * @param hostField value of the single Host field; may be null only with a target in absolute form
     * @param target the request target exactly as in the request line
     * @throws InvalidRequestTargetException if the target could be read in two ways, or names no host
     */
    public static EffectiveUri of(String scheme, String hostField, String target) {
        if (target.startsWith("/") || target.equals("*")) {
            if (hostField == null || hostField.isBlank()) {
                throw new InvalidRequestTargetException("there is no Host field for the target \"" + target + "\"");
            }
            return assemble(scheme, hostField.strip(), target);
        }
        int colon = target.indexOf("://");
        if (colon < 1) {
            throw new InvalidRequestTargetException(
                    "the target \"" + target + "\" is neither a path nor an absolute URI");
        }
        int start = colon + 3;
        int end = start;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String rest = target.substring(end);
        String pathAndQuery = rest.startsWith("/") ? rest : "/" + rest;
        return assemble(target.substring(0, colon), target.substring(start, end), pathAndQuery);
    }

    private static EffectiveUri assemble(String scheme, String authority, String pathAndQuery) {
        // a colon inside an IPv6 address stands before the closing bracket
        int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon + 1);
        int question = pathAndQuery.indexOf('?');
        return new EffectiveUri(
                scheme,
                host,
                port.isEmpty() ? defaultPort(scheme.toLowerCase(Locale.ROOT)) : parsePort(port),
                question < 0 ? pathAndQuery : pathAndQuery.substring(0, question),
                question < 0 ? null : pathAndQuery.substring(question + 1));
    }

    /**
     * The path as a container reads it that looks for who serves it: escapes undone, parameters of segments dropped, several slashes
     * one, dot segments resolved. For rules about paths, which must not be evaded by another spelling; never for keys.
     */
    public String plainPath() {
        return PlainPath.of(path);
    }

    /** The port that goes without saying: 443 for https, otherwise 80. */
    public static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** Host, and port unless it is the scheme's own: the Host field of the forwarded request. */
    public String authority() {
        return port == defaultPort(scheme) ? host : host + ":" + port;
    }

    /** Path and query as received: the request target in origin form. */
    public String pathAndQuery() {
        return query == null ? path : path + "?" + query;
    }

    /** Whether two URIs have the same scheme, host and port (RFC 9110 section 4.3.1). */
    public boolean sameOrigin(EffectiveUri other) {
        return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
    }

    /**
     * The URI that a reference in a response of this one means (RFC 3986 section 5.2), without its fragment.
     *
     * @param reference value of Location or Content-Location
     * @return null if the reference cannot be read, or is not http or https
     */
    public EffectiveUri resolve(String reference) {
        return UriReference.resolve(this, reference);
    }

    /** The whole URI; the port only when it is not the scheme's own. */
    @Override
    public String toString() {
        return scheme + "://" + authority() + pathAndQuery();
    }

    private static int parsePort(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9' || i >= 5) {
                throw new InvalidRequestTargetException("port \"" + digits + "\" is not a number up to 65535");
            }
            value = 10 * value + c - '0';
        }
        return value;
    }

    private static boolean isHost(String host) {
        if (host.startsWith("[")) {
            return host.length() > 3
                    && host.endsWith("]")
                    && consistsOf(IPV6_CHARACTERS, host.substring(1, host.length() - 1));
        }
        return !host.isEmpty() && consistsOf(NAME_CHARACTERS, host);
    }

    private static boolean[] set(String characters) {
        boolean[] set = new boolean[128];
        characters.chars().forEach(c -> set[c] = true);
        return set;
    }

    private static boolean consistsOf(boolean[] set, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= set.length || !set[c]) {
                return false;
            }
        }
        return true;
    }

    /** No space, control character, fragment, or anything beyond ASCII: each is read differently by somebody. */
    private static void requireVisible(String part, boolean isPath) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#' || isPath && c == '?') {
                throw new InvalidRequestTargetException("the request target has the character " + (int) c + " at " + i
                        + ", which is not allowed there");
            }
        }
    }
}
