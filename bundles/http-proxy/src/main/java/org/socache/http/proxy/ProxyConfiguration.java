// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What a console shows of one {@code etc/org.socache.http.proxy-NAME.cfg}; {@link ProxyDirectives} reads and checks it. */
@ObjectClassDefinition(
        name = "Socache: reverse proxy location",
        description = "Forwards requests below a path to one or more origins, behind the HTTP cache")
@interface ProxyConfiguration {

    @AttributeDefinition(
            name = "ProxyPass",
            description =
                    "/path http://host[:port]/path [further origins]: requests below the path go to the origins in turn")
    String ProxyPass();

    @AttributeDefinition(
            name = "ProxyTimeout",
            description =
                    "Seconds of silence of the origin that end a request, and that one waits for a connection; 1 to 3600")
    int ProxyTimeout() default 60;

    @AttributeDefinition(
            name = "ProxyPreserveHost",
            description = "On: the origin sees the client's Host. Off: its own")
    String ProxyPreserveHost() default "Off";

    @AttributeDefinition(
            name = "ProxyVia",
            description =
                    "On: add Via to requests, as RFC 9110 demands. Off: do not, and notice no request that goes round")
    String ProxyVia() default "On";

    @AttributeDefinition(
            name = "ProxyAddHeaders",
            description =
                    "On: add X-Forwarded-For, -Host, -Proto and -Server. What a client sends as X-Forwarded-anything never "
                            + "reaches the origin")
    String ProxyAddHeaders() default "On";
}
