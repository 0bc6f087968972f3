// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.admin.Switch;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.OpenContext;
import org.socache.core.ProviderDirectory.Offer;

/**
 * Sees to it that a cache has a route to the provider that it is configured for: binds when that comes, changes to another one
 * while calls go on, and lets go of one that leaves.
 *
 * <p>Callers read the {@link Route} without a lock. What changes it is serialised by {@code changing}; a provider that goes is
 * taken out at once, without waiting for that.
 */
final class Routing {

    private static final Logger LOG = LoggerFactory.getLogger(Routing.class);

    /** How long a provider that leaves, or an instance that is left, waits for calls inside it. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long a switch waits for the copying of the one before. */
    private static final Duration SWITCH_PATIENCE = Duration.ofSeconds(30);

    /** Seconds until a provider that is there but could not be opened is tried again. */
    private static final long RETRY_SECONDS = 2;

    private final CacheRegistration registration;
    private final CacheEnvironment environment;
    private final Statistics statistics;
    private final AtomicReference<Route> route = new AtomicReference<>(Route.nowhere("not opened yet"));
    private final Object changing = new Object();
    private volatile CacheSpecification specification;
    private volatile Hints hints;
    private volatile boolean closed;
    private ScheduledFuture<?> retry;

    /** @param statistics takes over what a provider has counted that is left */
    Routing(
            CacheRegistration registration,
            CacheSpecification specification,
            Hints hints,
            CacheEnvironment environment,
            Statistics statistics) {
        this.registration = registration;
        this.specification = specification;
        this.hints = hints;
        this.environment = environment;
        this.statistics = statistics;
    }

    CacheSpecification specification() {
        return specification;
    }

    /** The route of this moment; to call the provider, {@link #enter}. */
    Route current() {
        return route.get();
    }

    /**
     * Enters the current binding, which stays open until the route is closed; one that retires meanwhile sends the caller to the
     * next route. Null while there is none.
     */
    Route enter() {
        while (true) {
            Route current = route.get();
            if (current.current() == null) {
                return null;
            }
            if (current.current().enter()) {
                return current;
            }
            Thread.onSpinWait();
        }
    }

    /** Binds for the first time; waits unbound if the provider is not there yet. */
    void open() throws InvalidSpecificationException {
        synchronized (changing) {
            Optional<Offer> offer = environment.providers().find(specification.provider());
            if (offer.isEmpty()) {
                route.set(Route.nowhere(waiting(specification)));
            } else {
                route.set(Route.to(bind(offer.get().provider(), specification, hints)));
            }
        }
    }

    /** As {@link org.socache.api.SharedCache#configure}. */
    void configure(CacheSpecification wanted, Hints wantedHints) throws InvalidSpecificationException {
        synchronized (changing) {
            boolean same = wanted.equals(specification) && wantedHints.equals(hints);
            boolean bound = route.get().current() != null;
            if (closed || same) {
                return;
            }
            if (!bound && environment.providers().find(wanted.provider()).isEmpty()) {
                specification = wanted;
                hints = wantedHints;
                route.set(Route.nowhere(waiting(wanted)));
                return;
            }
            change(wanted, wantedHints);
        }
    }

    /** As {@link org.socache.api.admin.ManagedCache#switchTo}. */
    Switch switchTo(CacheSpecification wanted) throws InvalidSpecificationException {
        Migration migration;
        synchronized (changing) {
            migration = change(wanted, hints);
        }
        environment.keeper().keep(registration, wanted);
        return migration == null ? new NoSwitch(wanted) : migration;
    }

    /** Opens and probes the new instance, then sends calls there; null if there was nothing to move from. */
    private Migration change(CacheSpecification wanted, Hints wantedHints) throws InvalidSpecificationException {
        Offer offer = environment
                .providers()
                .find(wanted.provider())
                .orElseThrow(() -> new InvalidSpecificationException("there is no provider \"" + wanted.provider()
                        + "\"; " + environment.providers().installed()));
        Binding old = route.get().current();
        if (old != null && old.specification().equals(wanted) && old.hints().equals(wantedHints)) {
            return null;
        }
        endMigration();
        old = route.get().current();
        Binding fresh = bind(offer.provider(), wanted, wantedHints);
        String fault = fresh.guard().probe(Guard.PROBE_PATIENCE);
        if (fault != null) {
            fresh.close();
            throw new InvalidSpecificationException(wanted + " does not answer: " + fault);
        }
        specification = wanted;
        hints = wantedHints;
        if (old == null) {
            route.set(Route.to(fresh));
            return null;
        }
        // what lies in a private place is from before some earlier switch, and was not kept up to date since
        boolean inhabited = !(fresh.isPrivate() && fresh.clear());
        Migration migration = new Migration(old, fresh, inhabited, environment.clock());
        if (!route.compareAndSet(currentRouteOf(old), new Route(fresh, migration, ""))) {
            route.set(Route.to(fresh));
            return null;
        }
        old.retire();
        Thread mover = new Thread(() -> move(migration, fresh), "socache-move-" + name());
        mover.setDaemon(true);
        mover.start();
        return migration;
    }

    private Route currentRouteOf(Binding binding) {
        Route current = route.get();
        return current.current() == binding ? current : null;
    }

    /** Waits for the migration of an earlier switch; one that only waits for misses is ended. */
    private void endMigration() throws InvalidSpecificationException {
        Migration migration = route.get().migration();
        if (migration == null) {
            return;
        }
        migration.endWaiting();
        try {
            if (!migration.await(SWITCH_PATIENCE)) {
                throw new InvalidSpecificationException("the switch from " + migration.from() + " to " + migration.to()
                        + " is still moving entries (" + migration.moved() + " so far); try again when it is done");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InvalidSpecificationException("interrupted while an earlier switch was under way", stop);
        }
    }

    private void move(Migration migration, Binding fresh) {
        long start = System.nanoTime();
        Binding old = migration.source();
        try {
            migration.run(PATIENCE);
            Route moving = route.get();
            if (moving.migration() == migration) {
                route.compareAndSet(moving, Route.to(fresh));
            }
            leave(old);
            environment.announcer().switched(name(), migration, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            // whatever happens, the next switch waits for this one
            migration.finished();
        }
    }

    /** Gives an instance up for good. What was private to it is dropped, so that a later return finds nothing stale. */
    private void leave(Binding old) {
        statistics.add(old.countedHere());
        if (old.isPrivate()) {
            old.clear();
        }
        old.close();
    }

    private Binding bind(CacheProvider provider, CacheSpecification wanted, Hints wantedHints)
            throws InvalidSpecificationException {
        OpenContext context = new OpenContext(
                registration.consumer(),
                wantedHints,
                environment.clock(),
                environment.baseDirectory(),
                environment.dataDirectory());
        CacheInstance instance;
        try {
            instance = provider.open(wanted.argument(), context);
        } catch (RuntimeException | LinkageError fault) {
            throw new InvalidSpecificationException(wanted + " failed to open: " + Guard.message(fault), fault);
        }
        Guard guard = new Guard(
                name(),
                instance,
                environment.callLimit(),
                environment.background(),
                environment.timer(),
                new Watcher());
        return new Binding(provider, wanted, wantedHints, guard);
    }

    /** A provider has come, or it is time to try again: binds if this cache waits for it. */
    void rebind() {
        synchronized (changing) {
            if (closed || route.get().current() != null) {
                return;
            }
            Optional<Offer> offer = environment.providers().find(specification.provider());
            if (offer.isEmpty()) {
                return;
            }
            try {
                route.set(Route.to(bind(offer.get().provider(), specification, hints)));
                LOG.info("{}: bound to {}", name(), specification);
                environment.announcer().recovered(name(), specification);
            } catch (InvalidSpecificationException refused) {
                notBound(refused.getMessage());
            }
        }
    }

    private void notBound(String reason) {
        if (!reason.equals(route.get().reason())) {
            LOG.warn("{}: not bound: {}", name(), reason);
        }
        route.set(Route.nowhere(reason));
        if (retry != null) {
            retry.cancel(false);
        }
        retry = environment.background().schedule(this::rebind, RETRY_SECONDS, TimeUnit.SECONDS);
    }

    /** A provider is going: from now on every lookup is a miss, and when this returns its instance is closed. */
    void detach(CacheProvider provider) {
        Route old = route.get();
        while (uses(old, provider)) {
            Route next = routeWithout(old, provider);
            if (route.compareAndSet(old, next)) {
                if (old.migration() != null) {
                    old.migration().stop();
                }
                if (next.current() != old.current()) {
                    release(old.current());
                    environment.announcer().degraded(name(), next.reason());
                }
                awaitEnd(old.migration());
                return;
            }
            old = route.get();
        }
    }

    /** A provider that goes takes its file or connection with it only when the mover has let go of it too. */
    private static void awaitEnd(Migration migration) {
        if (migration == null) {
            return;
        }
        try {
            migration.await(PATIENCE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean uses(Route route, CacheProvider provider) {
        return route.current() != null
                && (route.current().provider() == provider
                        || route.migration() != null
                                && route.migration().source().provider() == provider);
    }

    private Route routeWithout(Route old, CacheProvider provider) {
        return old.current().provider() == provider ? Route.nowhere(waiting(specification)) : Route.to(old.current());
    }

    private void release(Binding binding) {
        binding.retire();
        binding.drain(PATIENCE);
        statistics.add(binding.countedHere());
        binding.close();
    }

    private String name() {
        return registration.name();
    }

    private static String waiting(CacheSpecification specification) {
        return "waiting for provider \"" + specification.provider() + "\"";
    }

    /** Closes what is bound, for good; false if that was done before. */
    boolean close() {
        synchronized (changing) {
            if (closed) {
                return false;
            }
            closed = true;
            Route last = route.getAndSet(Route.nowhere("closed"));
            if (last.migration() != null) {
                last.migration().stop();
            }
            if (last.current() != null) {
                release(last.current());
            }
            return true;
        }
    }

    /** Counts what the guard sees and passes on what the operator should hear. */
    private final class Watcher implements Guard.Listener {

        @Override
        public void failed() {
            statistics.failed();
        }

        @Override
        public void degraded(String reason) {
            LOG.warn("{}: {} is degraded, lookups miss until it recovers: {}", name(), specification, reason);
            environment.announcer().degraded(name(), reason);
        }

        @Override
        public void recovered() {
            LOG.info("{}: {} has recovered", name(), specification);
            environment.announcer().recovered(name(), specification);
        }
    }
}
