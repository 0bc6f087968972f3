// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.util.Collections;
import java.util.Locale;
import javax.servlet.http.HttpServletRequest;

/**
 * Refuses requests that this side and the origin could read differently: the ways of request smuggling (RFC 9112, section
 * 11.2) and of escaping from a path.
 */
final class RequestCheck {

    private RequestCheck() {}

    /** Why the request is refused; null if it is not. */
    static String fault(HttpServletRequest request) {
        boolean coded = count(request, "Transfer-Encoding") > 0;
        if (coded && count(request, "Content-Length") > 0) {
            return "both Transfer-Encoding and Content-Length";
        }
        if (coded && request.getProtocol().equals("HTTP/1.0")) {
            // section 6.1: an older recipient does not know it, and takes the content for further requests
            return "Transfer-Encoding in HTTP/1.0";
        }
        if (count(request, "Content-Length") > 1 || count(request, "Host") > 1) {
            return "Content-Length or Host more than once";
        }
        return pathFault(request.getRequestURI());
    }

    /**
     * Whether the content is in a transfer coding beside {@code chunked} (RFC 9112 section 6.1). The coding ends here, so the
     * origin would take the coded bytes for the content.
     */
    static boolean isInOtherCoding(HttpServletRequest request) {
        for (String line : Collections.list(request.getHeaders("Transfer-Encoding"))) {
            if (!line.equalsIgnoreCase("chunked")) {
                return true;
            }
        }
        return false;
    }

    /** How often the request says that it came through this host already (Via, RFC 9110 section 7.6.3). */
    static int hops(HttpServletRequest request, String host) {
        int hops = 0;
        for (String line : Collections.list(request.getHeaders("Via"))) {
            for (String recipient : line.split(",")) {
                String[] words = recipient.trim().split("[ \t]+");
                hops += words.length > 1 && words[1].equalsIgnoreCase(host) ? 1 : 0;
            }
        }
        return hops;
    }

    /**
     * Dot segments, plain or encoded, mean another resource to whoever resolves them; a backslash is a slash to some; a
     * control character may end the request line.
     */
    static String pathFault(String rawPath) {
        if (rawPath == null || !rawPath.startsWith("/")) {
            return "a target that is no path";
        }
        String path = rawPath.toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace("%5c", "\\");
        for (int n = 0; n < path.length(); n++) {
            if (path.charAt(n) <= ' ' || path.charAt(n) == '\\' || path.charAt(n) == 0x7f) {
                return "a backslash, blank or control character in the path";
            }
        }
        for (String segment : path.split("/")) {
            int parameters = segment.indexOf(';');
            String name = parameters < 0 ? segment : segment.substring(0, parameters);
            if (name.equals(".") || name.equals("..")) {
                return "a dot segment in the path";
            }
        }
        return null;
    }

    private static int count(HttpServletRequest request, String name) {
        int values = 0;
        for (var all = request.getHeaders(name); all.hasMoreElements(); all.nextElement()) {
            values++;
        }
        return values;
    }
}
