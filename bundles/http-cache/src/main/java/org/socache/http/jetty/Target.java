// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;

/**
 * What a request line and the Host field say of the same thing (RFC 9112 section 3.2). Jetty believes a target in absolute form and
 * shows the field to servlets as it came; a page made for the one would be filed under the other.
 */
final class Target {

    private Target() {}

    /** Whether Host stands more than once, which is to be refused. */
    static boolean isAmbiguous(Request request) {
        return request.getHttpFields().getValuesList(HttpHeader.HOST).size() > 1;
    }

    /**
     * Whether a target in absolute form names http or https, and the connection is of the other. Servlets see a connection that is
     * secure then, or is not, and redirect to where the client already is.
     */
    static boolean isOfAnotherScheme(Request request) {
        String target = request.getOriginalURI();
        if (target == null || target.startsWith("/") || !target.contains("://")) {
            return false;
        }
        boolean secured = request.getHttpChannel().getEndPoint() instanceof SslConnection.DecryptedEndPoint;
        return secured != target.regionMatches(true, 0, "https:", 0, 6);
    }

    /** Makes the Host field say what the target says, which alone counts (section 3.2.2). */
    static void prevail(Request request) {
        HttpURI target = request.getHttpURI();
        String host = request.getHttpFields().get(HttpHeader.HOST);
        if (host != null && target.getHost() != null && !host.equalsIgnoreCase(target.getAuthority())) {
            request.getHttpFields().put(HttpHeader.HOST, target.getAuthority());
        }
    }
}
