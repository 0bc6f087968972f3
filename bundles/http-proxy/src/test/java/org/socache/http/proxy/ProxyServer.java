// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.net.InetAddress;
import java.net.Socket;
import java.time.InstantSource;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** A server with nothing but the proxy, and a client that sends it bytes. */
final class ProxyServer {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ProxyPass pass;

    /** @param clientMillis silence of a client that ends its connection */
    ProxyServer(ProxySettings settings, long clientMillis, String origins) throws Exception {
        this(settings, clientMillis, origins, 0);
    }

    /** @param port 0 for a free one */
    ProxyServer(ProxySettings settings, long clientMillis, String origins, int port) throws Exception {
        connector.setPort(port);
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(clientMillis);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        pass = ProxyPass.parse("/ " + origins, InstantSource.system());
        ServletHolder holder = new ServletHolder(new ForwardingServlet(pass, settings));
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        server.setHandler(context);
        server.start();
    }

    ProxyPass pass() {
        return pass;
    }

    /** The first origin. */
    Origin origin() {
        return pass.origins().get(0);
    }

    Socket connect() throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    int port() {
        return connector.getLocalPort();
    }

    /** All that comes until the connection ends. */
    String send(String request) throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    void stop() throws Exception {
        server.stop();
    }
}
