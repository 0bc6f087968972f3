// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.servlet.DispatcherType;
import javax.servlet.Filter;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.socache.authn.AuthnCache;
import org.socache.authn.Node;

/** A real server on the loopback with one protected location, whose page tells who is there. */
final class Site {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    Site(Node node, AuthnProvider provider, String... keysAndValues) throws Exception {
        this("/", node, provider, keysAndValues);
    }

    Site(String contextPath, Node node, AuthnProvider provider, String... keysAndValues) throws Exception {
        Map<String, String> directives = new HashMap<>(Map.of("Location", "/priv", "AuthName", "test realm"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            directives.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        LocationSettings settings = new LocationSettings(directives);
        start(
                contextPath,
                new AuthenticationFilter(
                        settings,
                        () -> new Authenticator(
                                node.cache,
                                sources(settings, node.cache, provider),
                                settings.timeout(node.cache.timeout())),
                        () -> node.cache,
                        node.clock),
                "/*");
    }

    private static List<Source> sources(LocationSettings settings, AuthnCache cache, AuthnProvider provider) {
        return settings.providers().stream()
                .filter(name -> !name.equals(LocationSettings.SOCACHE))
                .map(name -> new Source(name, "", settings.isCached(name, cache), provider))
                .toList();
    }

    Site(String contextPath, Filter filter, String... patterns) throws Exception {
        start(contextPath, filter, patterns);
    }

    private void start(String contextPath, Filter filter, String... patterns) throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath(contextPath);
        context.addServlet(new ServletHolder(new WhoAmI()), "/*");
        for (String pattern : patterns) {
            context.addFilter(new FilterHolder(filter), pattern, EnumSet.of(DispatcherType.REQUEST));
        }
        server.setHandler(context);
        connector.setHost("127.0.0.1");
        connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .addCustomizer(new ExactFields());
        server.addConnector(connector);
        server.start();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    }

    void close() throws Exception {
        server.stop();
    }

    private static final class WhoAmI extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().print(request.getAuthType() + " " + request.getRemoteUser());
        }
    }
}
