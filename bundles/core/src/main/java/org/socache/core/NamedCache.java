// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.EntryVisitor;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.api.Versioned;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.Switch;
import org.socache.api.spi.CacheProvider;

/**
 * A consumer's cache: one name, whatever provider stands behind it.
 *
 * <p>Measures and counts the calls; where they go is said by the {@link CurrentRoute}, and who changes that is {@link Routing}.
 */
final class NamedCache implements SharedCache, ManagedCache {

    private static final Logger LOG = LoggerFactory.getLogger(NamedCache.class);

    private final CacheRegistration registration;
    private final Runnable onClose;
    private final Statistics statistics = new Statistics();
    private final CurrentRoute route;
    private final Routing routing;

    NamedCache(
            CacheRegistration registration,
            CacheSpecification specification,
            Hints hints,
            CacheEnvironment environment,
            Runnable onClose) {
        this.registration = registration;
        this.onClose = onClose;
        this.route = new CurrentRoute(registration, Place.of(specification, hints), environment, statistics);
        this.routing = new Routing(registration, route, environment);
    }

    // Calls of the consumer

    @Override
    public byte[] retrieve(byte[] id) {
        long start = System.nanoTime();
        byte[] data = null;
        try (Route here = route.enter()) {
            if (here != null) {
                data = here.retrieve(id, start);
            }
        }
        statistics.retrieved(data != null, System.nanoTime() - start);
        return data;
    }

    @Override
    public Versioned retrieve(byte[] id, long known) {
        long start = System.nanoTime();
        Versioned found = null;
        try (Route here = route.enter()) {
            if (here != null) {
                found = here.retrieve(id, known, start);
            }
        }
        statistics.retrieved(found != null, System.nanoTime() - start);
        return found;
    }

    @Override
    public StoreResult store(byte[] id, long expiry, byte[] data) {
        long start = System.nanoTime();
        Route taken = route.enter();
        StoreResult result = store(taken, id, expiry, data, start);
        while (hasLeft(taken)) {
            taken = route.enter();
            result = store(taken, id, expiry, data, System.nanoTime());
        }
        statistics.stored(result, System.nanoTime() - start);
        return result;
    }

    /**
     * Whether calls go to another instance than the one that a change was made in on this route, as when it ended only after a
     * switch, or to one at all where there was none: then it has to be made there too, where the value before may have been
     * carried over.
     */
    private boolean hasLeft(Route taken) {
        Route now = route.get();
        return now != taken && now.current() != null && (taken == null || now.current() != taken.current());
    }

    /** One attempt, which has a time limit of its own: that the one before took long is no fault of this provider. */
    private StoreResult store(Route taken, byte[] id, long expiry, byte[] data, long start) {
        if (taken == null) {
            route.get().place().unsettled().add(id);
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
        try (taken) {
            return taken.store(id, expiry, data, start);
        }
    }

    @Override
    public boolean remove(byte[] id) {
        long start = System.nanoTime();
        Route taken = route.enter();
        boolean removed = remove(taken, id, start);
        while (hasLeft(taken)) {
            taken = route.enter();
            removed |= remove(taken, id, System.nanoTime());
        }
        statistics.removed(removed, System.nanoTime() - start);
        return removed;
    }

    private boolean remove(Route taken, byte[] id, long start) {
        if (taken == null) {
            route.get().place().unsettled().add(id);
            return false;
        }
        try (taken) {
            return taken.remove(id, start);
        }
    }

    @Override
    public boolean iterate(EntryVisitor visitor) {
        return through(false, here -> here.iterate(visitor));
    }

    @Override
    public boolean clear() {
        return through(false, Route::clear);
    }

    private <T> T through(T otherwise, Function<Route, T> call) {
        try (Route here = route.enter()) {
            return here == null ? otherwise : call.apply(here);
        }
    }

    // What it is

    @Override
    public String name() {
        return registration.name();
    }

    @Override
    public String consumer() {
        return registration.consumer();
    }

    @Override
    public CacheSpecification specification() {
        return route.get().place().specification();
    }

    @Override
    public CacheState state() {
        Route current = route.get();
        if (current.current() == null) {
            return CacheState.UNBOUND;
        }
        if (current.current().guard().state() != Breaker.State.CLOSED) {
            return CacheState.DEGRADED;
        }
        return current.migration() == null ? CacheState.BOUND : CacheState.SWITCHING;
    }

    @Override
    public boolean shared() {
        return through(false, route -> !route.current().isPrivate());
    }

    @Override
    public String reason() {
        Route current = route.get();
        if (current.current() == null) {
            return current.reason();
        }
        String degraded = current.current().guard().reason();
        if (!degraded.isEmpty() || current.migration() == null) {
            return degraded;
        }
        Migration migration = current.migration();
        return "moving entries over from " + migration.from() + ", " + migration.moved() + " so far";
    }

    /** The breaker in front of the provider, for the operator. */
    Breaker.State breaker() {
        Binding binding = route.get().current();
        return binding == null ? Breaker.State.OPEN : binding.guard().state();
    }

    /** One real round trip to the provider: how long it took, or why it failed. */
    String ping() {
        long start = System.nanoTime();
        String fault = through(reason(), here -> here.current().guard().probe(Guard.PROBE_PATIENCE));
        return fault == null ? "ok, " + (System.nanoTime() - start) / 1_000 + " us" : fault;
    }

    @Override
    public CacheStatus status() {
        return through(CacheStatus.UNKNOWN, here -> here.current().meter().status());
    }

    @Override
    public CacheStatistics statistics() {
        return route.counters().snapshot();
    }

    @Override
    public void resetStatistics() {
        route.counters().reset();
    }

    // What changes the route

    /** Binds for the first time; waits unbound if the provider is not there yet. */
    void open() throws InvalidSpecificationException {
        routing.open();
    }

    @Override
    public void configure(CacheSpecification wanted, Hints wantedHints) throws InvalidSpecificationException {
        routing.configure(wanted, wantedHints);
    }

    @Override
    public Switch switchTo(CacheSpecification wanted) throws InvalidSpecificationException {
        return routing.switchTo(wanted);
    }

    /** As {@link #rebind}, without waiting for it. */
    void rebindSoon() {
        routing.rebindSoon();
    }

    /** A provider has come, or it is time to try again: binds if this cache waits for it. */
    void rebind() {
        routing.rebind();
    }

    /** A provider is going: from now on every lookup is a miss, and when this returns its instance is closed. */
    void detach(CacheProvider provider) {
        route.detach(provider);
    }

    @Override
    public void close() {
        if (route.close()) {
            onClose.run();
        }
    }
}
