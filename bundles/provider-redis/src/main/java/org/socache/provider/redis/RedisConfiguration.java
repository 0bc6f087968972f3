// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What consoles show of {@link RedisSettings}, which reads the values. */
@ObjectClassDefinition(
        name = "Socache provider redis",
        description = "Shared object caches on Redis or Valkey: redis:host[:port][,host[:port]...], "
                + "redis:sentinel:<master>@host[:port],..., redis:cluster:host[:port],...")
@interface RedisConfiguration {

    @AttributeDefinition(
            name = "RedisConnPoolTTL",
            description = "How long an idle connection is kept: 0 (for ever) to 3600s; units ms, s, min, h.")
    String RedisConnPoolTTL() default "15s";

    @AttributeDefinition(
            name = "RedisTimeout",
            description = "For a connection to be made, for a free one, and for every answer: 1ms to 3600s. "
                    + "httpd's default is 5s.")
    String RedisTimeout() default "250ms";

    @AttributeDefinition(name = "RedisMaxConnections", description = "To each server, 1 to 10000.")
    String RedisMaxConnections() default "64";

    @AttributeDefinition(name = "RedisUser", description = "ACL user; without one the password is the server's own.")
    String RedisUser() default "";

    @AttributeDefinition(
            name = "RedisPassword",
            type = AttributeType.PASSWORD,
            description = "The password itself. Prefer RedisPasswordFile or RedisPasswordEnv: this value shows in "
                    + "config:list.")
    String RedisPassword() default "";

    @AttributeDefinition(
            name = "RedisPasswordFile",
            description = "A file that holds the password; read for every new connection.")
    String RedisPasswordFile() default "";

    @AttributeDefinition(name = "RedisPasswordEnv", description = "An environment variable that holds the password.")
    String RedisPasswordEnv() default "";

    @AttributeDefinition(
            name = "RedisSentinelUser",
            description = "For the sentinels, with RedisSentinelPassword, ...File or ...Env as above.")
    String RedisSentinelUser() default "";

    @AttributeDefinition(name = "RedisSentinelPasswordFile", description = "A file that holds the sentinels' password.")
    String RedisSentinelPasswordFile() default "";

    @AttributeDefinition(name = "RedisTLS", description = "on or off.")
    String RedisTLS() default "off";

    @AttributeDefinition(
            name = "RedisTLSCACertificateFile",
            description = "PEM file with the authorities the server's certificate must come from; Java's own if empty.")
    String RedisTLSCACertificateFile() default "";

    @AttributeDefinition(
            name = "RedisTLSKeyStore",
            description = "PKCS#12 file with our own certificate, if the server asks for one; its password in "
                    + "RedisTLSKeyStorePassword, ...File or ...Env.")
    String RedisTLSKeyStore() default "";
}
