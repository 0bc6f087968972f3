// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.admin.Switch;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.ProviderException;
import org.socache.core.ProviderDirectory.Offer;

/**
 * Sees to it that a cache has a route to the provider that it is configured for: binds when that comes, and changes to another one
 * while calls go on. One change after the other; a provider that goes and a cache that is closed wait for none.
 */
final class Routing {

    private static final Logger LOG = LoggerFactory.getLogger(Routing.class);

    private final String name;
    private final CacheEnvironment environment;
    private final CurrentRoute route;
    private final Binder binder;
    private final Retry retry;
    private final Object changing = new Object();

    Routing(CacheRegistration registration, CurrentRoute route, CacheEnvironment environment) {
        this.name = registration.name();
        this.environment = environment;
        this.route = route;
        this.binder = new Binder(registration, environment, route.reports());
        this.retry = new Retry(environment, this::rebind);
    }

    // Binding

    /** Binds for the first time; waits unbound if the provider is not there yet, or says that it may open later. */
    void open() throws InvalidSpecificationException {
        synchronized (changing) {
            Route now = route.get();
            if (now.current() != null) {
                return; // a provider has come meanwhile
            }
            Optional<Offer> offer =
                    environment.providers().find(now.place().specification().provider());
            if (offer.isEmpty()) {
                route.waitOn(Route.waiting(now.place()));
            } else {
                bindAtFirst(offer.get().provider(), now.place());
            }
        }
    }

    private void bindAtFirst(CacheProvider provider, Place place) throws InvalidSpecificationException {
        try {
            route.settleOn(binder.bind(provider, place));
        } catch (InvalidSpecificationException refused) {
            if (!(refused.getCause() instanceof ProviderException)) {
                throw refused;
            }
            // nothing that the consumer asks for is wrong
            waitFor(place, refused);
        }
    }

    /** As {@link #rebind}, on a thread of its own: opening may take its time. */
    void rebindSoon() {
        retry.soon();
    }

    /** A provider has come or gone, or it is time to try again: binds if this cache waits for it. */
    void rebind() {
        synchronized (changing) {
            Binding bound = route.get().current();
            if (bound != null) {
                route.leaveIfGone(bound);
            }
            Route now = route.get();
            if (now.current() != null || now.isClosed()) {
                return;
            }
            Optional<Offer> offer =
                    environment.providers().find(now.place().specification().provider());
            if (offer.isPresent()) {
                bindOrRetry(offer.get().provider(), now.place());
            }
        }
    }

    private void bindOrRetry(CacheProvider provider, Place place) {
        try {
            route.settleOn(binder.bind(provider, place));
        } catch (InvalidSpecificationException refused) {
            waitFor(place, refused);
        }
    }

    private void waitFor(Place place, InvalidSpecificationException refused) {
        route.waitOn(Route.nowhere(place, refused.getMessage()));
        retry.later();
    }

    // Changing

    /** As {@link org.socache.api.SharedCache#configure}. */
    void configure(CacheSpecification wanted, Hints hints) throws InvalidSpecificationException {
        synchronized (changing) {
            Route now = route.get();
            if (now.isClosed() || now.place().is(wanted, hints)) {
                return;
            }
            if (now.current() == null
                    && environment.providers().find(wanted.provider()).isEmpty()) {
                route.waitOn(Route.waiting(now.place().or(wanted, hints)));
                return;
            }
            change(wanted, hints);
        }
    }

    /** As {@link org.socache.api.admin.ManagedCache#switchTo}. */
    Switch switchTo(CacheSpecification wanted) throws InvalidSpecificationException {
        Migration migration;
        synchronized (changing) {
            migration = change(wanted, route.get().place().hints());
        }
        route.keep();
        return migration == null ? new NoSwitch(wanted) : migration;
    }

    /** Opens and probes the new instance, then sends calls there; null if there was nothing to move from. */
    private Migration change(CacheSpecification wanted, Hints hints) throws InvalidSpecificationException {
        refuseIfClosed();
        CacheProvider provider = provider(wanted);
        Binding old = route.get().current();
        if (old != null && old.place().is(wanted, hints)) {
            return null;
        }
        endMigration();
        Route now = route.get();
        if (now.current() == null) {
            bindAnew(provider, now.place().or(wanted, hints));
            return null;
        }
        if (now.place().is(wanted)) {
            reopen(now, provider, now.place().or(wanted, hints));
            return null;
        }
        return move(now, binder.bind(provider, Place.of(wanted, hints)));
    }

    private CacheProvider provider(CacheSpecification wanted) throws InvalidSpecificationException {
        return environment
                .providers()
                .find(wanted.provider())
                .orElseThrow(() -> new InvalidSpecificationException("there is no provider \"" + wanted.provider()
                        + "\"; " + environment.providers().installed()))
                .provider();
    }

    /** From nowhere: there is nothing to move. */
    private void bindAnew(CacheProvider provider, Place place) throws InvalidSpecificationException {
        Binding fresh = binder.bind(provider, place);
        refuseUnlessItWorks(fresh);
        route.settleOn(fresh);
    }

    /** Sends calls to the new binding while the old one is emptied into it; null if that has left meanwhile. */
    private Migration move(Route now, Binding fresh) throws InvalidSpecificationException {
        refuseUnlessItWorks(fresh);
        refuseUnlessEmptied(fresh);
        Binding old = now.current();
        boolean inhabited = !fresh.isPrivate() || fresh.listable() == null;
        Migration migration = new Migration(old, fresh, inhabited, environment);
        Route moving = Route.moving(fresh, migration);
        if (!route.change(now, moving)) {
            route.settleOn(fresh);
            return null;
        }
        old.retire();
        Mover.start(name, route, moving);
        route.leaveIfGone(fresh);
        return migration;
    }

    /**
     * The same place with other hints: closed first, since a place may be locked against a second instance. Should it not open
     * so, it is opened as it was.
     */
    private void reopen(Route now, CacheProvider provider, Place wanted) throws InvalidSpecificationException {
        if (!route.changeUnheard(now, Route.nowhere(wanted, "it is being opened anew"))) {
            // its provider has left, and is opened so when it is back
            route.waitOn(Route.waiting(wanted));
            return;
        }
        route.release(now.current());
        try {
            route.settleOn(binder.bind(provider, wanted));
        } catch (InvalidSpecificationException refused) {
            bindOrRetry(provider, now.place());
            throw refused;
        }
    }

    /**
     * Waits for the migration of an earlier switch; one that only waits for misses is ended, and one that has come to a stand,
     * because its old instance hangs, is left to itself.
     */
    private void endMigration() throws InvalidSpecificationException {
        Route moving = route.get();
        Migration migration = moving.migration();
        if (migration == null) {
            return;
        }
        migration.endWaiting();
        long start = System.nanoTime();
        try {
            // the mover may have ended before the one that goes back has changed the route
            while (!migration.await(CurrentRoute.LOOK) || route.get() == moving) {
                LockSupport.parkNanos(50_000);
                refuseIfClosed();
                if (migration.hangs() && migration.decide(Migration.End.STAY) == Migration.End.STAY) {
                    LOG.warn("{}: {} hangs; going on without what is left there", name, migration.from());
                    migration.stopCarrying(CurrentRoute.PATIENCE);
                    route.change(moving, Route.to(moving.current()));
                    return;
                }
                if (System.nanoTime() - start > environment.patience().toNanos()) {
                    throw new InvalidSpecificationException("the switch from " + migration.from() + " to "
                            + migration.to() + " is still moving entries (" + migration.moved()
                            + " so far); try again when it is done");
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InvalidSpecificationException("interrupted while an earlier switch was under way", stop);
        }
    }

    // Refusing

    private void refuseUnlessItWorks(Binding fresh) throws InvalidSpecificationException {
        String fault = binder.fault(fresh);
        if (fault != null || route.get().isClosed()) {
            fresh.close();
            refuseIfClosed();
            throw new InvalidSpecificationException(fresh.specification() + " does not answer: " + fault);
        }
    }

    /** What lies in a private place is from before some earlier switch, and was not kept up to date since. */
    private static void refuseUnlessEmptied(Binding fresh) throws InvalidSpecificationException {
        if (fresh.isPrivate() && fresh.listable() != null && !fresh.clear()) {
            fresh.close();
            throw new InvalidSpecificationException(
                    fresh.specification() + " could not be emptied; the cache stays where it is");
        }
    }

    private void refuseIfClosed() throws InvalidSpecificationException {
        if (route.get().isClosed()) {
            throw new InvalidSpecificationException("the cache " + name + " is closed");
        }
    }
}
