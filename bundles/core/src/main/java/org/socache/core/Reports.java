// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheSpecification;

/**
 * Tells what becomes of one cache, in the log and to the announcer, and counts failed calls.
 *
 * <p>Whoever changed the route, or what a guard thinks of its instance, asks for a {@link #look}. Told is what is different since
 * the last one, of the instance that calls go to now: the faults of one that is being left are not those of the next, and who was
 * told of a fault hears of its end, in whatever way it came.
 */
final class Reports implements Guard.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final String name;
    private final Supplier<Route> route;
    private final Supplier<CacheSpecification> specification;
    private final CacheEnvironment.Announcer announcer;
    private final Statistics statistics;
    /** Why lookups miss, as it was told last; empty if they do not. */
    private String told = "";

    /**
     * @param route of the moment
     * @param specification of the moment
     */
    Reports(
            String name,
            Supplier<Route> route,
            Supplier<CacheSpecification> specification,
            CacheEnvironment.Announcer announcer,
            Statistics statistics) {
        this.name = name;
        this.route = route;
        this.specification = specification;
        this.announcer = announcer;
        this.statistics = statistics;
    }

    @Override
    public void failed() {
        statistics.failed();
    }

    @Override
    public void turned() {
        look();
    }

    /** A cache that was just opened waits for its provider: no news, until that comes. */
    synchronized void waiting() {
        told = route.get().fault();
    }

    /** Tells what has changed. One after the other, so that the last thing that is told is how it is. */
    synchronized void look() {
        Route now = route.get();
        String fault = now.fault();
        if (now == Route.CLOSED || fault.equals(told)) {
            return;
        }
        told = fault;
        if (fault.isEmpty()) {
            LOG.info("{} is back on {}", name, specification.get());
            tell(() -> announcer.recovered(name, specification.get()));
        } else {
            LOG.warn("{}: {} is degraded, lookups miss until it recovers: {}", name, specification.get(), fault);
            tell(() -> announcer.degraded(name, fault));
        }
    }

    void switched(Migration migration, Duration took) {
        tell(() -> announcer.switched(name, migration, took));
    }

    void wentBack(Migration migration, Duration took) {
        tell(() -> announcer.wentBack(name, migration, took));
    }

    /** Whoever is told may have stopped, and throw; that is no business of a cache. */
    private void tell(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException | LinkageError fault) {
            LOG.warn("{}: nobody could be told: {}", name, Guard.message(fault));
        }
    }
}
