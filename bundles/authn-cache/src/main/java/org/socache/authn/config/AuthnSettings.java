// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import org.socache.api.CacheSpecification;

/**
 * What {@code org.socache.authn.cfg} says.
 *
 * @param specification AuthnCacheSOCache
 * @param enable AuthnCacheEnable
 * @param providers AuthnCacheProvideFor: the providers whose answers may be stored
 * @param timeout AuthnCacheTimeout
 * @param context AuthnCacheContext
 * @param keyFile AuthnCacheKeyFile, or null for a key of this JVM alone
 * @param slowHashRounds AuthnCacheSlowHash, or 0
 * @param wrongPasswordLimit AuthnCacheWrongPasswordLimit: per user and minute, or 0 for none
 * @param serveWhileDown AuthnCacheServeWhileDown
 * @param httpdRecords AuthnCacheHttpdRecords
 */
public record AuthnSettings(
        CacheSpecification specification,
        Enable enable,
        Set<String> providers,
        Duration timeout,
        String context,
        Path keyFile,
        int slowHashRounds,
        int wrongPasswordLimit,
        boolean serveWhileDown,
        boolean httpdRecords) {

    /** Before there is a configuration, and after a first one that cannot be. */
    public static final AuthnSettings OFF = new AuthnSettings(
            new CacheSpecification("shmcb", null),
            Enable.OFF,
            Set.of(),
            Duration.ofSeconds(300),
            "directory",
            null,
            0,
            10,
            true,
            false);

    public AuthnSettings {
        providers = Set.copyOf(providers);
    }

    /** httpd's directive is a bare word; here it can also say no. */
    public enum Enable {
        /** The cache is there from the start. */
        ON,
        /** Every login goes to its back end. */
        OFF,
        /** The cache is opened when the first login asks for it. */
        WHEN_USED
    }
}
