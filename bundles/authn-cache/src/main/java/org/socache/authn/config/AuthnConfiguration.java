// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What configuration tools show. The methods are named like the directives, because a tool shows and writes the names as
 * they are here; the values are read by {@link AuthnSettingsReader}.
 */
@ObjectClassDefinition(
        name = "Socache authentication cache",
        description = "mod_authn_socache for JAAS realms and HTTP authentication")
public @interface AuthnConfiguration {

    @AttributeDefinition(
            name = "AuthnCacheSOCache",
            description =
                    "Provider and argument, name[:argument]: shmcb:data/authn.cache(512000), redis:127.0.0.1:6379")
    String AuthnCacheSOCache() default "shmcb";

    @AttributeDefinition(
            name = "AuthnCacheEnable",
            description =
                    "on: the cache is there from the start. off: every login asks its back end. Empty: the cache is"
                            + " opened when something uses it")
    String AuthnCacheEnable() default "";

    @AttributeDefinition(
            name = "AuthnCacheProvideFor",
            description = "Providers whose answers are cached: login modules by class (LDAPLoginModule,"
                    + " karaf/JDBCLoginModule), HTTP providers by name (file dbd jaas)")
    String AuthnCacheProvideFor() default "";

    @AttributeDefinition(
            name = "AuthnCacheTimeout",
            description = "Life of an entry in seconds, 1 to 86400. A changed role is noticed after that at the latest")
    int AuthnCacheTimeout() default 300;

    @AttributeDefinition(
            name = "AuthnCacheContext",
            description = "directory, server, or any text: logins of one context share entries. JAAS has no directory:"
                    + " there the first two mean the realm")
    String AuthnCacheContext() default "directory";

    @AttributeDefinition(
            name = "AuthnCacheKeyFile",
            description = "File with the keys that nodes share, mode 0600, one key of 64 hex digits a line, newest"
                    + " first. Empty: a random key of this JVM")
    String AuthnCacheKeyFile() default "";

    @AttributeDefinition(
            name = "AuthnCacheSlowHash",
            description = "PBKDF2 rounds for a cache whose readers may have the key, 100000 to 10000000; 0 is off")
    int AuthnCacheSlowHash() default 0;

    @AttributeDefinition(
            name = "AuthnCacheWrongPasswordLimit",
            description =
                    "Wrong passwords per cached user and minute that are passed on to the back end; 0 is no limit")
    int AuthnCacheWrongPasswordLimit() default 10;

    @AttributeDefinition(
            name = "AuthnCacheServeWhileDown",
            description =
                    "on: cached users get in while the back end is down, until their entry expires. off: nobody does")
    String AuthnCacheServeWhileDown() default "on";

    @AttributeDefinition(
            name = "AuthnCacheHttpdRecords",
            description = "on: HTTP entries are mod_authn_socache's, hashes in clear, shared with httpd nodes. Whoever"
                    + " reads or writes the cache then reads or writes your password file")
    String AuthnCacheHttpdRecords() default "off";
}
