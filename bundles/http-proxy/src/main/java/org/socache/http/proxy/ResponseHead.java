// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.socache.http.engine.message.HopByHop;

/** The fields of a response as its client gets them. */
final class ResponseHead {

    /** Bytes left for what the cache and other filters add: Age, Cache-Status, X-Cache-Detail and the like. */
    private static final int RESERVE = 256;

    private ResponseHead() {}

    /**
     * @param status of an origin's answer that is no interim one
     * @param head its fields
     * @param limit bytes of a head that the client's connection takes
     * @return why the answer cannot be handed on; null if it can
     */
    static String fault(int status, HttpFields head, int limit) {
        if (status < HttpStatus.OK_200) {
            return "it answered with status " + status + ", which nobody asked for";
        }
        int size = RESERVE;
        for (HttpField field : head) {
            size += field.getName().length() + String.valueOf(field.getValue()).length() + ": \r\n".length();
        }
        return size <= limit
                ? null
                : "its head has " + (size - RESERVE) + " bytes, and clients are sent " + (limit - RESERVE)
                        + " at most; if they are to get more, raise responseHeaderSize of the connector in etc/jetty.xml";
    }

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

    /** Takes back what was copied: an error page must not say that it is compressed, or how long it may be kept. */
    static void withdraw(Response origin, HttpServletResponse client) {
        origin.getHeaders().getFieldNamesCollection().forEach(name -> client.setHeader(name, null));
    }
}
