// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A scripted origin, and a proxy in front of it. */
abstract class BehindProxy {

    final ScriptedOrigin origin = new ScriptedOrigin();
    ProxyServer proxy;

    @BeforeEach
    final void startOrigin() throws Exception {
        origin.start();
    }

    /**
     * @param clientMillis silence of a client that ends its connection
     * @param proxyMillis silence of the origin that ends a request
     * @param connections to the origin at most
     */
    final void start(long clientMillis, long proxyMillis, int connections) throws Exception {
        ProxySettings settings = new ProxySettings(proxyMillis, 500, connections, 16, false, true, true);
        proxy = new ProxyServer(settings, clientMillis, origin.url());
    }

    @AfterEach
    final void stop() throws Exception {
        proxy.stop();
        origin.close();
    }
}
