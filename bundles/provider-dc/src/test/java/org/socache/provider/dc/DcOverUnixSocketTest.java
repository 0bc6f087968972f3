// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.util.Map;

/** The contract over a UNIX socket. */
class DcOverUnixSocketTest extends DcContract {

    DcOverUnixSocketTest() {
        super(Map.of("DcTimeout", "5s"));
    }

    @Override
    String listen() {
        return "UNIX:" + directory.resolve("dc.sock");
    }
}
