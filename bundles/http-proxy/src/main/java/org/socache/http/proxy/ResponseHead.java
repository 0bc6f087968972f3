// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.socache.http.engine.message.HopByHop;

/** The fields of a response as its client gets them. */
final class ResponseHead {

    private ResponseHead() {}

    /** All but those that end here, and the length of nothing (RFC 9110 section 8.6). */
    static void copy(Response origin, HttpServletResponse client) {
        HopByHop hop = HopByHop.of(origin.getHeaders().getValuesList(HttpHeader.CONNECTION));
        for (HttpField field : origin.getHeaders()) {
            boolean lengthOfNothing = origin.getStatus() == HttpServletResponse.SC_NO_CONTENT
                    && field.getHeader() == HttpHeader.CONTENT_LENGTH;
            if (hop.contains(field.getName()) || lengthOfNothing) {
                continue;
            }
            String value = field.getValue() == null ? "" : field.getValue();
            if (HttpHeader.DATE.is(field.getName()) || HttpHeader.SERVER.is(field.getName())) {
                // the container has put its own there before
                client.setHeader(field.getName(), value);
            } else {
                client.addHeader(field.getName(), value);
            }
        }
    }
}
