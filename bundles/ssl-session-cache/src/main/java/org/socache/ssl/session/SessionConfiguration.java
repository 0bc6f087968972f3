// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The directives of {@code org.socache.ssl.session.cfg}, for tools that show forms. */
@ObjectClassDefinition(
        id = SessionSettings.PID,
        name = "Socache: TLS session cache",
        description = "TLS sessions that the nodes of a cluster share")
@interface SessionConfiguration {

    @AttributeDefinition(
            name = "SSLSessionCache",
            description = "none, nonenotnull, or provider[:argument], for instance redis:127.0.0.1:6379")
    String SSLSessionCache() default "none";

    @AttributeDefinition(
            name = "SSLSessionCacheTimeout",
            description = "Seconds that a session can be resumed, from 1 to 86400")
    int SSLSessionCacheTimeout() default 300;

    @AttributeDefinition(
            name = "SSLSessionCacheKeyFile",
            description = "The file with the keys that seal sessions, the same on every node; made if it is missing")
    String SSLSessionCacheKeyFile() default "etc/socache-session.keys";
}
