// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
 * @param background runs what may take its time or hang, each task on a thread of its own
 * @param timer for what takes no time
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
        Executor background,
        ScheduledExecutorService timer,
        Keeper keeper,
        Announcer announcer) {

    private static final Logger LOG = LoggerFactory.getLogger(CacheEnvironment.class);

    /** False if there is no thread for it at present. */
    boolean inBackground(Runnable task) {
        try {
            background.execute(task);
            return true;
        } catch (OutOfMemoryError noThread) {
            LOG.warn("no thread could be started: {}", Guard.message(noThread));
            return false;
        }
    }

    /** Keeps a specification over restarts. */
    @FunctionalInterface
    interface Keeper {
        void keep(CacheRegistration registration, CacheSpecification specification);
    }

    /** Hears of what an operator wants to know. */
    interface Announcer {

        void switched(String cache, Migration migration);

        /** The switch has failed, and the cache is where it was before. */
        void wentBack(String cache, Migration migration);

        void degraded(String cache, String reason);

        void recovered(String cache, CacheSpecification on);
    }
}
