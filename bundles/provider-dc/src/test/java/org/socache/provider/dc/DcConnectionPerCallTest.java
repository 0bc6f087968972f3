// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.util.Map;

/** The contract with httpd's way of connecting: once per call. */
class DcConnectionPerCallTest extends DcContract {

    DcConnectionPerCallTest() {
        super(Map.of("DcTimeout", "5s", "DcConnTTL", "0"));
    }

    @Override
    String listen() {
        return "UNIX:" + directory.resolve("dc.sock");
    }
}
