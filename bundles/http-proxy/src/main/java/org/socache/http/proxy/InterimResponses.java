// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import org.eclipse.jetty.client.HttpConversation;
import org.eclipse.jetty.client.HttpExchange;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.client.HttpResponse;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Passes over 102, 103 and other interim responses (RFC 9110, section 15.2), which Jetty's client would take for the answer.
 * They are not sent on: the servlet API of this container has no way to.
 */
final class InterimResponses implements ProtocolHandler {

    @Override
    public String getName() {
        return "interim";
    }

    @Override
    public boolean accept(Request request, Response response) {
        int status = response.getStatus();
        return status > HttpStatus.SWITCHING_PROTOCOLS_101 && status < HttpStatus.OK_200;
    }

    @Override
    public Response.Listener getResponseListener() {
        return new Skip();
    }

    private static final class Skip extends Response.Listener.Adapter {

        @Override
        public void onBegin(Response response) {
            // 100 is the one status after which the client's receiver waits for another response
            ((HttpResponse) response).status(HttpStatus.CONTINUE_100);
        }

        /** Jetty would leave its fields in the response that follows. */
        @Override
        public boolean onHeader(Response response, HttpField field) {
            return false;
        }

        @Override
        public void onSuccess(Response response) {
            HttpConversation conversation = ((HttpRequest) response.getRequest()).getConversation();
            conversation.updateResponseListeners(null);
            HttpExchange exchange = conversation.getExchanges().peekLast();
            exchange.resetResponse();
        }
    }
}
