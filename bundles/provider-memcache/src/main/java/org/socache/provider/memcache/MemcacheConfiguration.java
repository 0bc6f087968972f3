// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What consoles show of {@link MemcacheSettings}, which reads the values. */
@ObjectClassDefinition(
        name = "Socache provider memcache",
        description = "Shared object caches on memcached: memcache:host[:port][,host[:port]...]")
@interface MemcacheConfiguration {

    @AttributeDefinition(
            name = "MemcacheConnTTL",
            description =
                    "0 to 3600s. Checked and otherwise ignored: there is one connection to each server, which is kept.")
    String MemcacheConnTTL() default "15s";

    @AttributeDefinition(
            name = "MemcacheTimeout",
            description = "For a connection to be made, and for every answer: 1ms to 3600s. httpd waits for ever.")
    String MemcacheTimeout() default "250ms";

    @AttributeDefinition(name = "MemcacheUser", description = "SASL user; with it the binary protocol is spoken.")
    String MemcacheUser() default "";

    @AttributeDefinition(
            name = "MemcachePassword",
            type = AttributeType.PASSWORD,
            description =
                    "The password itself. Prefer MemcachePasswordFile or MemcachePasswordEnv: this value shows in "
                            + "config:list.")
    String MemcachePassword() default "";

    @AttributeDefinition(name = "MemcachePasswordFile", description = "A file that holds the password.")
    String MemcachePasswordFile() default "";

    @AttributeDefinition(name = "MemcachePasswordEnv", description = "An environment variable that holds the password.")
    String MemcachePasswordEnv() default "";

    @AttributeDefinition(name = "MemcacheTLS", description = "on or off.")
    String MemcacheTLS() default "off";

    @AttributeDefinition(
            name = "MemcacheTLSCACertificateFile",
            description = "PEM file with the authorities the server's certificate must come from; Java's own if empty.")
    String MemcacheTLSCACertificateFile() default "";

    @AttributeDefinition(
            name = "MemcacheTLSKeyStore",
            description = "PKCS#12 file with our own certificate, if the server asks for one; its password in "
                    + "MemcacheTLSKeyStorePassword, ...File or ...Env.")
    String MemcacheTLSKeyStore() default "";
}
