// SPDX-License-Identifier: Apache-2.0
package org.socache.http.config;

import java.time.Duration;
import java.util.Map;

import org.socache.api.CacheSpecification;
import org.socache.http.engine.CachePolicy;

/**
 * What {@code etc/org.socache.http.cfg} says.
 *
 * @param socache where entries are kept
 * @param maximumSize bytes of the largest record
 * @param quickHandler whether requests are answered before any web context sees them
 * @param lockMaxAge how long requests wait for another one that fetches the same resource; zero where CacheLock is off
 * @param area where caching is on
 * @param policy the rules' share
 */
public record ServerConfiguration(
        CacheSpecification socache,
        long maximumSize,
        boolean quickHandler,
        Duration lockMaxAge,
        Area area,
        CachePolicy policy) {

    /** The largest record that CacheSocacheMaxSize allows, in bytes: it travels as one array. */
    public static final long MAXIMUM_SIZE = PolicyReader.MAXIMUM_SIZE;

    /** The PID, and the name of the file. */
    public static final String PID = "org.socache.http";

    /**
     * Reads and checks a configuration as a whole.
     *
     * @param properties directives by name in any case; keys with a dot in them are the framework's and not looked at
     * @throws InvalidDirectiveException at the first value that is wrong
     */
    public static ServerConfiguration read(Map<String, ?> properties) throws InvalidDirectiveException {
        Directives directives = new Directives("etc/" + PID + ".cfg", properties, Directive::inServer);
        Duration maxAge = Duration.ofSeconds(directives.seconds(Directive.CACHE_LOCK_MAX_AGE, 1));
        CachePolicy policy = new PolicyReader(directives, CachePolicy.builder())
                .server()
                .location()
                .build();
        return new ServerConfiguration(
                directives.specification(Directive.CACHE_SOCACHE),
                PolicyReader.maximumSize(directives),
                directives.flag(Directive.CACHE_QUICK_HANDLER),
                directives.flag(Directive.CACHE_LOCK) ? maxAge : Duration.ZERO,
                Area.ofServer(directives),
                policy);
    }
}
