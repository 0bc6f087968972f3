// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What configuration tools show of {@code org.socache.authn.location-NAME.cfg}. The methods are named like the directives,
 * because a tool shows and writes the names as they are here; the values are read by {@link LocationSettings}.
 */
@ObjectClassDefinition(
        name = "Socache: authentication, one location",
        description =
                "Directives of mod_auth_basic, mod_auth_digest and their providers; see the comments in the cfg file.")
@interface LocationMetatype {

    @AttributeDefinition(
            name = "Location",
            description = "The path, with everything below it, in every whiteboard context.")
    String Location() default "";

    @AttributeDefinition(
            name = "ServerName",
            description = "Name of the host in cache entries; empty: the name the client used.",
            required = false)
    String ServerName() default "";

    @AttributeDefinition(name = "AuthType", description = "Basic or Digest.", required = false)
    String AuthType() default "Basic";

    @AttributeDefinition(name = "AuthName", description = "Name of the realm that the user is shown.")
    String AuthName() default "";

    @AttributeDefinition(
            name = "AuthBasicProvider",
            description =
                    "Providers in the order they are asked: file dbd jaas, or the name of a service; socache before those whose answers the cache keeps.",
            required = false)
    String AuthBasicProvider() default "file";

    @AttributeDefinition(
            name = "AuthDigestProvider",
            description = "Likewise for Digest: file dbd, or the name of a service.",
            required = false)
    String AuthDigestProvider() default "file";

    @AttributeDefinition(
            name = "AuthDigestAlgorithm",
            description = "MD5 or SHA-256; HA1 must be made with the same.",
            required = false)
    String AuthDigestAlgorithm() default "MD5";

    @AttributeDefinition(
            name = "AuthDigestNonceLifetime",
            description = "Seconds a nonce is good, 1 to 86400.",
            required = false)
    String AuthDigestNonceLifetime() default "300";

    @AttributeDefinition(name = "AuthUserFile", description = "The file of htpasswd or htdigest.", required = false)
    String AuthUserFile() default "";

    @AttributeDefinition(
            name = "AuthDBDSource",
            description = "OSGi filter for the DataSource service of dbd: (dataSourceName=users).",
            required = false)
    String AuthDBDSource() default "";

    @AttributeDefinition(
            name = "AuthDBDUserPWQuery",
            description = "SQL that gives the hash of a password: SELECT password FROM users WHERE name = %s.",
            required = false)
    String AuthDBDUserPWQuery() default "";

    @AttributeDefinition(
            name = "AuthDBDUserRealmQuery",
            description = "SQL that gives HA1, for Digest: SELECT ha1 FROM users WHERE name = %s AND realm = %s.",
            required = false)
    String AuthDBDUserRealmQuery() default "";

    @AttributeDefinition(
            name = "AuthJaasRealm",
            description = "The container's realm of provider jaas.",
            required = false)
    String AuthJaasRealm() default "karaf";

    @AttributeDefinition(name = "Require", description = "valid-user, or user and names.", required = false)
    String Require() default "valid-user";

    @AttributeDefinition(
            name = "AuthnCacheProvideFor",
            description = "Providers whose answers are cached, in addition to the server's.",
            required = false)
    String AuthnCacheProvideFor() default "";

    @AttributeDefinition(
            name = "AuthnCacheTimeout",
            description = "Life of an entry in seconds, 1 to 86400; empty: the server's.",
            required = false)
    String AuthnCacheTimeout() default "";

    @AttributeDefinition(
            name = "AuthnCacheContext",
            description = "directory, server, or any text; empty: the server's.",
            required = false)
    String AuthnCacheContext() default "";
}
