// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The directives of {@code org.socache.ssl.stapling.cfg}, for tools that show forms. */
@ObjectClassDefinition(
        id = StaplingSettings.PID,
        name = "Socache: OCSP stapling cache",
        description = "OCSP responses for the certificates of this JVM, fetched ahead, verified and shared")
@interface StaplingConfiguration {

    @AttributeDefinition(name = "SSLUseStapling", description = "on: staple OCSP responses to TLS handshakes; or off")
    String SSLUseStapling() default "off";

    @AttributeDefinition(
            name = "SSLStaplingCache",
            description = "provider[:argument], for instance redis:127.0.0.1:6379; needed when SSLUseStapling is on")
    String SSLStaplingCache() default "";

    @AttributeDefinition(
            name = "SSLStaplingStandardCacheTimeout",
            description =
                    "Seconds until a good response is replaced by a new one, sooner if it ends sooner; 1 to 604800")
    int SSLStaplingStandardCacheTimeout() default 3600;

    @AttributeDefinition(
            name = "SSLStaplingErrorCacheTimeout",
            description = "Seconds at most until a responder that failed is asked again; 1 to 604800")
    int SSLStaplingErrorCacheTimeout() default 600;

    @AttributeDefinition(
            name = "SSLStaplingReturnResponderErrors",
            description = "on: clients also see revoked, unknown and the responder's errors; off: only good")
    String SSLStaplingReturnResponderErrors() default "on";

    @AttributeDefinition(
            name = "SSLStaplingFakeTryLater",
            description =
                    "on: clients see tryLater while there is no answer, if SSLStaplingReturnResponderErrors is on")
    String SSLStaplingFakeTryLater() default "on";

    @AttributeDefinition(
            name = "SSLStaplingResponderTimeout",
            description = "Seconds that one query may take in all; 1 to 300. No handshake waits for it")
    int SSLStaplingResponderTimeout() default 10;

    @AttributeDefinition(
            name = "SSLStaplingResponseMaxAge",
            description = "Seconds since thisUpdate that a response is good for; -1: any age until nextUpdate")
    int SSLStaplingResponseMaxAge() default -1;

    @AttributeDefinition(
            name = "SSLStaplingResponseTimeSkew",
            description = "Seconds that the responder's clock may be off; 0 to 86400")
    int SSLStaplingResponseTimeSkew() default 300;

    @AttributeDefinition(
            name = "SSLStaplingForceURL",
            description = "http:// URL to ask instead of the one in the certificate")
    String SSLStaplingForceURL() default "";

    @AttributeDefinition(name = "SSLOCSPProxyURL", description = "http:// URL of an HTTP proxy for queries")
    String SSLOCSPProxyURL() default "";
}
