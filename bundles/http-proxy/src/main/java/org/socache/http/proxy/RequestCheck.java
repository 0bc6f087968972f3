// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

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
        if (count(request, "Transfer-Encoding") > 0 && count(request, "Content-Length") > 0) {
            return "both Transfer-Encoding and Content-Length";
        }
        if (count(request, "Content-Length") > 1 || count(request, "Host") > 1) {
            return "Content-Length or Host more than once";
        }
        return pathFault(request.getRequestURI());
    }

    /**
     * Dot segments, plain or encoded, mean another resource to whoever resolves them; a backslash is a slash to some; a
     * control character may end the request line.
     */
    static String pathFault(String rawPath) {
        if (!rawPath.startsWith("/")) {
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
