// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What a console shows of the configuration; {@link DcSettings} reads and checks it. */
@ObjectClassDefinition(
        name = "Socache provider dc",
        description = "Caches on a distcache server: dc:UNIX:/path or dc:IP:host:port")
@interface DcConfiguration {

    @AttributeDefinition(
            name = "DcTimeout",
            description =
                    "Time within which every call ends, 1ms to 60s. Giving up on distcache's proxy dc_client ends "
                            + "it for everybody: where the server is one, set 5s.")
    String DcTimeout() default "200ms";

    @AttributeDefinition(
            name = "DcConnTTL",
            description = "How long a connection is kept for the next call, 0 to 1h; 0 makes one for every call")
    String DcConnTTL() default "15s";
}
