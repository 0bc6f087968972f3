// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

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
    private final CacheEnvironment.Announcer announcer;
    private final Statistics statistics;
    /** Why lookups miss, as it is known; empty if they do not, null if there was no look so far. */
    private String known;

    /** @param route of the moment */
    Reports(String name, Supplier<Route> route, CacheEnvironment.Announcer announcer, Statistics statistics) {
        this.name = name;
        this.route = route;
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

    /**
     * Tells what has changed; the first time there is nothing to compare with. One look after the other, so that the last thing
     * that is told is how it is.
     */
    synchronized void look() {
        Route now = route.get();
        String fault = now.fault();
        if (now.isClosed() || fault.equals(known)) {
            return;
        }
        boolean first = known == null;
        known = fault;
        if (!first) {
            tell(now.place().specification(), fault);
        }
    }

    private void tell(CacheSpecification specification, String fault) {
        if (fault.isEmpty()) {
            tell(() -> {
                LOG.info("{} is back on {}", name, specification);
                announcer.recovered(name, specification);
            });
        } else {
            tell(() -> {
                LOG.warn("{}: {} is degraded, lookups miss until it recovers: {}", name, specification, fault);
                announcer.degraded(name, fault);
            });
        }
    }

    void switched(Migration migration) {
        tell(() -> announcer.switched(name, migration));
    }

    void wentBack(Migration migration) {
        tell(() -> announcer.wentBack(name, migration));
    }

    /** Whoever is told may have stopped, and throw, or there is no heap to tell it: a change goes on all the same. */
    private void tell(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException | LinkageError | OutOfMemoryError fault) {
            LOG.warn("{}: nobody could be told: {}", name, Guard.message(fault));
        }
    }
}
