// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import java.util.function.Function;
import javax.servlet.ServletResponse;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Response;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;
import org.socache.http.exchange.ContainerHelp;
import org.socache.http.exchange.Inbound;
import org.socache.http.exchange.OriginWatch;

/** For the filter, of the connector that a request came by. */
record JettyHelp(Connector connector, BackgroundRequests background) implements ContainerHelp {

    @Override
    public Runnable lendThread() {
        return ThreadLoan.of(connector.getServer().getThreadPool());
    }

    @Override
    public boolean answer(ServletResponse response, ResponseHead head, Payload content) throws IOException {
        if (!(response instanceof Response own)) {
            return false;
        }
        JettyInbound.send(head, content, own);
        return true;
    }

    @Override
    public boolean askInBackground(RequestHead request, Function<Inbound, OriginWatch> exchange) {
        return background.sendToFilter(connector, request, exchange);
    }
}
