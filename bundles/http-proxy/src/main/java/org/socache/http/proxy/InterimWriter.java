// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.servlet.http.HttpServletRequest;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.engine.message.HopByHop;

/**
 * Writes an interim response to a client's connection. The servlet API has no way to, and Jetty 9.4 sends the status line of
 * such a response without its fields; so the bytes go out past both, which is safe as long as nothing of the final response
 * was written.
 */
final class InterimWriter {

    private static final Logger LOG = LoggerFactory.getLogger(InterimWriter.class);

    /** For a few hundred bytes into a connection to which nothing was written yet: who does not take them is gone. */
    private static final int PATIENCE_SECONDS = 1;

    /** The attribute of a client's request to which no more interim responses are sent: it did not take one in time. */
    private static final String GIVEN_UP = InterimWriter.class.getName();

    private InterimWriter() {}

    /**
     * Sends it, if the client is one that understands it: HTTP/1.1 over a network connection, with no response begun. It is
     * never an error if it cannot be sent, since a client has to do without as well.
     *
     * @param reason the origin's reason phrase; null for none
     */
    static void send(int status, String reason, HttpFields fields, HttpServletRequest client) {
        Request request = Request.getBaseRequest(client);
        if (request == null
                || request.getHttpVersion() != HttpVersion.HTTP_1_1
                || !(request.getHttpChannel().getConnector() instanceof NetworkConnector)
                || request.getResponse().isCommitted()
                || request.getAttribute(GIVEN_UP) != null) {
            return;
        }
        try {
            write(request.getHttpChannel().getEndPoint(), bytes(status, reason, fields));
        } catch (ExecutionException | TimeoutException | WritePendingException e) {
            // a thread of the proxy's client waited for it: an origin with many of them must not hold it each time
            request.setAttribute(GIVEN_UP, Boolean.TRUE);
            LOG.debug("{}: the interim response {} did not reach the client", request.getRequestURI(), status, e);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when it is written: the final response must not overtake it. */
    private static void write(EndPoint connection, ByteBuffer bytes)
            throws ExecutionException, TimeoutException, InterruptedException {
        Callback.Completable written = new Callback.Completable();
        connection.write(written, bytes);
        written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static ByteBuffer bytes(int status, String reason, HttpFields fields) {
        StringBuilder text = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason == null ? "" : reason)
                .append("\r\n");
        HopByHop hop = HopByHop.of(fields.getValuesList(HttpHeader.CONNECTION));
        for (HttpField field : fields) {
            if (!hop.contains(field.getName()) && field.getValue() != null) {
                text.append(field.getName())
                        .append(": ")
                        .append(field.getValue())
                        .append("\r\n");
            }
        }
        return ByteBuffer.wrap(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
