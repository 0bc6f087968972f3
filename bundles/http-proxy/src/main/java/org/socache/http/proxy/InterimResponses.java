// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import javax.servlet.http.HttpServletRequest;

import org.eclipse.jetty.client.HttpConversation;
import org.eclipse.jetty.client.HttpExchange;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.client.HttpResponse;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Sends 102, 103 and other interim responses of an origin on to the client (RFC 9110, section 15.2). Jetty's client would
 * take the first of them for the answer.
 */
final class InterimResponses implements ProtocolHandler {

    private final String clientRequest;

    /** @param clientRequest the attribute of the proxy's own request that holds the client's */
    InterimResponses(String clientRequest) {
        this.clientRequest = clientRequest;
    }

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
        return new Relay();
    }

    private final class Relay extends Response.Listener.Adapter {

        private final HttpFields fields = new HttpFields();
        private int status;

        @Override
        public void onBegin(Response response) {
            status = response.getStatus();
            // 100 is the one status after which the client's receiver waits for another response
            ((HttpResponse) response).status(HttpStatus.CONTINUE_100);
        }

        /** Jetty would leave its fields in the response that follows. */
        @Override
        public boolean onHeader(Response response, HttpField field) {
            fields.add(field);
            return false;
        }

        @Override
        public void onSuccess(Response response) {
            HttpRequest request = (HttpRequest) response.getRequest();
            HttpServletRequest client =
                    (HttpServletRequest) request.getAttributes().get(clientRequest);
            HttpConversation conversation = bringBackListeners(response);
            InterimWriter.send(status, response.getReason(), fields, client);
            HttpExchange exchange = conversation.getExchanges().peekLast();
            exchange.resetResponse();
        }

        /** Jetty goes on to tell that the exchange is over; to this listener alone, it would be told to nobody. */
        @Override
        public void onFailure(Response response, Throwable failure) {
            bringBackListeners(response);
        }

        private static HttpConversation bringBackListeners(Response response) {
            HttpConversation conversation = ((HttpRequest) response.getRequest()).getConversation();
            conversation.updateResponseListeners(null);
            return conversation;
        }
    }
}
