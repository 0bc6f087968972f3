// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.util.Map;

import org.socache.dc.server.TestServer;

/** The contract over TCP. */
class DcOverTcpTest extends DcContract {

    DcOverTcpTest() {
        super(Map.of("DcTimeout", "5s"));
    }

    @Override
    String listen() throws Exception {
        return "IP:127.0.0.1:" + TestServer.freePort();
    }
}
