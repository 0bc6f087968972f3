// SPDX-License-Identifier: Apache-2.0
package org.socache.demo;

import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DemoServletTest {

    @ParameterizedTest
    @ValueSource(strings = {"/demo/", "/%64emo/"})
    void index_howeverItsPathIsWritten_namesUrlsThatWork(String path) throws Exception {
        Server server = new Server();
        LocalConnector connector = new LocalConnector(server);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new DemoServlet()), "/demo/*");
        server.setHandler(context);
        server.start();
        try {
            assertThat(connector.getResponse("GET " + path + " HTTP/1.0\r\nHost: site:8181\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("curl $B/count".replace("$B", "http://site:8181/demo"));
        } finally {
            server.stop();
        }
    }
}
