// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.util.Collections;
import javax.servlet.http.HttpServletRequest;

import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.socache.http.engine.message.HopByHop;

/** The fields of a request as its origin gets them. */
final class RequestHead {

    static final String MAX_FORWARDS = "Max-Forwards";

    private static final String CLAIM = "X-Forwarded-";

    private RequestHead() {}

    /** All but Host, those that end here, and those in which the client says what only we may. */
    static void copy(HttpServletRequest client, Request proxied, boolean hasContent) {
        proxied.getHeaders().clear();
        HopByHop hop = HopByHop.of(Collections.list(client.getHeaders("Connection")));
        boolean counts = client.getMethod().equals("OPTIONS");
        for (String name : Collections.list(client.getHeaderNames())) {
            // RFC 9110 section 10.1.1: nobody may wait to send nothing
            boolean expectsNothing = HttpHeader.EXPECT.is(name) && !hasContent;
            if (hop.contains(name) || isClaim(name) || HttpHeader.HOST.is(name) || expectsNothing) {
                continue;
            }
            for (String value : Collections.list(client.getHeaders(name))) {
                String sent = counts && name.equalsIgnoreCase(MAX_FORWARDS) ? oneLess(value) : value;
                proxied.getHeaders().add(new HttpField(name, sent));
            }
        }
    }

    /**
     * Whether a field says what the client claims of itself and of the address it used; the origin gets ours instead, or none. Many
     * make links and redirects of X-Forwarded-Port or -Prefix, and no Vary tells the cache.
     */
    private static boolean isClaim(String name) {
        return name.equalsIgnoreCase("Forwarded") || name.regionMatches(true, 0, CLAIM, 0, CLAIM.length());
    }

    /**
     * The host that the client means, as it spelled it; null if it named none. With a target in absolute form its Host field counts
     * for nothing (RFC 9112 section 3.2.2): a page made for the one would be filed under the other.
     */
    static String host(HttpServletRequest client) {
        HttpURI uri = org.eclipse.jetty.server.Request.getBaseRequest(client).getHttpURI();
        return uri.getHost() == null ? client.getHeader("Host") : uri.getAuthority();
    }

    /** Of Max-Forwards (RFC 9110 section 7.6.2); what is no number goes on as it is. */
    private static String oneLess(String count) {
        return count.matches("0*[1-9][0-9]{0,8}") ? String.valueOf(Integer.parseInt(count) - 1) : count;
    }
}
