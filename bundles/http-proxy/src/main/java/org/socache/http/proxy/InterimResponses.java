// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.util.function.Consumer;
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
 * Sends interim responses of an origin on to the client (RFC 9110, section 15.2), but for the 100 that the client's own container
 * says when its content is asked for. Jetty's client would take 102 or 103 for the answer.
 */
final class InterimResponses implements ProtocolHandler {

    private final String clientRequest;
    private final Consumer<Request> askForContent;

    /**
     * @param clientRequest the attribute of the proxy's own request that holds the client's
     * @param askForContent called with the proxy's request whose origin waits for its content
     */
    InterimResponses(String clientRequest, Consumer<Request> askForContent) {
        this.clientRequest = clientRequest;
        this.askForContent = askForContent;
    }

    @Override
    public String getName() {
        return "interim";
    }

    @Override
    public boolean accept(Request request, Response response) {
        int status = response.getStatus();
        return status >= HttpStatus.CONTINUE_100
                && status < HttpStatus.OK_200
                && status != HttpStatus.SWITCHING_PROTOCOLS_101;
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
            Forwarding forwarding = Forwarding.of(client);
            boolean asks = status == HttpStatus.CONTINUE_100 && forwarding != null && forwarding.takeContinue();
            if (!asks) {
                InterimWriter.send(status, response.getReason(), fields, client);
            }
            HttpExchange exchange = conversation.getExchanges().peekLast();
            exchange.resetResponse();
            if (asks) {
                askForContent.accept(request);
            }
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
