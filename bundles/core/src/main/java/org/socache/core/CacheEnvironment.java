// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;

/**
 * What all caches of a node share.
 *
 * @param providers who is there
 * @param clock the only source of time
 * @param baseDirectory where relative paths start
 * @param dataDirectory where default files go
 * @param callLimit how long a call to an unbounded provider may take
 * @param patience how long work may take that no caller waits for: opening, emptying and closing an instance, copying one entry
 * @param background runs what must not be done on a caller's thread
 * @param timer for what takes no time and must not wait for the rest
 * @param keeper writes a specification chosen at run time into the consumer's configuration
 * @param announcer tells the world
 */
record CacheEnvironment(
        ProviderDirectory providers,
        InstantSource clock,
        Path baseDirectory,
        Path dataDirectory,
        Supplier<Duration> callLimit,
        Duration patience,
        ScheduledExecutorService background,
        ScheduledExecutorService timer,
        Keeper keeper,
        Announcer announcer) {

    /** Keeps a specification over restarts. */
    @FunctionalInterface
    interface Keeper {
        void keep(CacheRegistration registration, CacheSpecification specification);
    }

    /** Hears of what an operator wants to know. */
    interface Announcer {

        void switched(String cache, Migration migration, Duration took);

        /** The switch has failed, and the cache is where it was before. */
        void wentBack(String cache, Migration migration, Duration took);

        void degraded(String cache, String reason);

        void recovered(String cache, CacheSpecification on);
    }
}
