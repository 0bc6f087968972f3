// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.Switch;
import org.socache.api.spi.CacheProvider;
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

    /** How often a switch that waits for the copying of the one before looks whether there is any progress. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Seconds until a provider that is there but could not be opened is tried again. */
    private static final long RETRY_SECONDS = 2;

    private final CacheRegistration registration;
    private final CacheEnvironment environment;
    private final BoundCounters counters;
    private final Reports reports;
    private final Binder binder;
    private final AtomicReference<Route> route = new AtomicReference<>(Route.nowhere("not opened yet"));
    private final Object changing = new Object();
    /** For those who change the cache and its configuration; taken before {@link #changing}. */
    private final Object choosing = new Object();

    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile CacheSpecification specification;
    private volatile Hints hints;
    /** Of the place that the specification names. */
    private volatile Unsettled unsettled = new Unsettled();
    /** Whether that place was not kept up to date: entries of an earlier stay there may have been replaced elsewhere. */
    private boolean neglected;

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
        this.counters = new BoundCounters(statistics);
        this.reports = new Reports(name(), route::get, this::specification, environment.announcer(), statistics);
        this.binder = new Binder(registration, environment, reports);
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

    /**
     * Whether calls go to another instance than the one that a change was made in on this route, as when it ended only after a
     * switch: then it has to be made there too, where the value before may have been carried over.
     */
    boolean hasLeft(Route taken) {
        Route now = route.get();
        return taken != null && now != taken && now.current() != null && now.current() != taken.current();
    }

    /** A change that no provider can be told now; what it holds under that id is out of date when it comes back. */
    void missed(byte[] id) {
        unsettled.add(id);
    }

    /** What the providers have counted that are bound, or being left. */
    CacheStatistics statistics() {
        return counters.snapshot();
    }

    void resetStatistics() {
        counters.reset();
    }

    /** Binds for the first time; waits unbound if the provider is not there yet. */
    void open() throws InvalidSpecificationException {
        synchronized (changing) {
            if (route.get().current() != null) {
                return; // a provider has come meanwhile
            }
            Optional<Offer> offer = environment.providers().find(specification.provider());
            if (offer.isEmpty()) {
                route.set(Route.nowhere(waiting(specification)));
                reports.waiting();
            } else {
                settleOn(binder.bind(offer.get().provider(), specification, hints, unsettled));
            }
        }
    }

    /** As {@link org.socache.api.SharedCache#configure}. */
    void configure(CacheSpecification wanted, Hints wantedHints) throws InvalidSpecificationException {
        synchronized (changing) {
            boolean same = wanted.equals(specification) && wantedHints.equals(hints);
            if (closed.get() || same) {
                return;
            }
            boolean bound = route.get().current() != null;
            if (!bound && environment.providers().find(wanted.provider()).isEmpty()) {
                choose(wanted, wantedHints);
                route.set(Route.nowhere(waiting(wanted)));
                reports.look();
                return;
            }
            change(wanted, wantedHints);
        }
    }

    /** As {@link org.socache.api.admin.ManagedCache#switchTo}. */
    Switch switchTo(CacheSpecification wanted) throws InvalidSpecificationException {
        // of two switches at once, the one that comes last is also the one that is kept
        synchronized (choosing) {
            Migration migration;
            synchronized (changing) {
                migration = change(wanted, hints);
            }
            environment.keeper().keep(registration, wanted);
            return migration == null ? new NoSwitch(wanted) : migration;
        }
    }

    /** Without a binding: the cache waits for another place from now on. */
    private void choose(CacheSpecification wanted, Hints wantedHints) {
        if (!wanted.equals(specification)) {
            unsettled = new Unsettled();
            neglected = true;
        }
        specification = wanted;
        hints = wantedHints;
    }

    /** Opens and probes the new instance, then sends calls there; null if there was nothing to move from. */
    private Migration change(CacheSpecification wanted, Hints wantedHints) throws InvalidSpecificationException {
        refuseIfClosed();
        CacheProvider provider = environment
                .providers()
                .find(wanted.provider())
                .orElseThrow(() -> new InvalidSpecificationException("there is no provider \"" + wanted.provider()
                        + "\"; " + environment.providers().installed()))
                .provider();
        Binding old = route.get().current();
        if (old != null && old.specification().equals(wanted) && old.hints().equals(wantedHints)) {
            return null;
        }
        endMigration();
        old = route.get().current();
        if (old != null && old.specification().equals(wanted)) {
            reopen(old, provider, wantedHints);
            return null;
        }
        if (old == null) {
            bindAnew(provider, wanted, wantedHints);
            return null;
        }
        Binding fresh = binder.bind(provider, wanted, wantedHints, new Unsettled());
        refuseUnlessItWorks(fresh);
        refuseUnlessEmptied(fresh);
        boolean inhabited = !fresh.isPrivate() || fresh.listable() == null;
        Migration migration = new Migration(old, fresh, inhabited, environment);
        return go(old, fresh, migration) ? migration : null;
    }

    /** From nowhere: there is nothing to move. */
    private void bindAnew(CacheProvider provider, CacheSpecification wanted, Hints wantedHints)
            throws InvalidSpecificationException {
        boolean elsewhere = !wanted.equals(specification);
        Binding fresh = binder.bind(provider, wanted, wantedHints, elsewhere ? new Unsettled() : unsettled);
        refuseUnlessItWorks(fresh);
        choose(wanted, wantedHints);
        unsettled = fresh.guard().unsettled();
        settleOn(fresh);
    }

    private void refuseUnlessItWorks(Binding fresh) throws InvalidSpecificationException {
        String fault = binder.fault(fresh);
        if (fault != null || closed.get()) {
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
        if (closed.get()) {
            throw new InvalidSpecificationException("the cache " + name() + " is closed");
        }
    }

    /** Sends calls to the new binding while the old one is emptied into it; false if that has left meanwhile. */
    private boolean go(Binding old, Binding fresh, Migration migration) {
        specification = fresh.specification();
        hints = fresh.hints();
        unsettled = fresh.guard().unsettled();
        counters.add(fresh.meter());
        Route before = route.get();
        if (before.current() != old || !route.compareAndSet(before, new Route(fresh, migration, ""))) {
            settleOn(fresh);
            return false;
        }
        reports.look();
        old.retire();
        Thread mover = new Thread(() -> move(migration, fresh), "socache-move-" + name());
        mover.setDaemon(true);
        mover.start();
        leaveIfGone(fresh);
        return true;
    }

    /**
     * The same place with other hints: closed first, since a place may be locked against a second instance. Should it not open
     * so, it is opened as it was.
     */
    private void reopen(Binding old, CacheProvider provider, Hints wantedHints) throws InvalidSpecificationException {
        Route before = route.get();
        if (before.current() != old || !route.compareAndSet(before, Route.nowhere("it is being opened anew"))) {
            // its provider has left, and is opened so when it is back
            hints = wantedHints;
            return;
        }
        release(old);
        try {
            settleOn(binder.bind(provider, specification, wantedHints, unsettled));
            hints = wantedHints;
        } catch (InvalidSpecificationException refused) {
            reopenAsItWas(provider);
            throw refused;
        }
    }

    private void reopenAsItWas(CacheProvider provider) {
        try {
            settleOn(binder.bind(provider, specification, hints, unsettled));
        } catch (InvalidSpecificationException refused) {
            notBound(refused.getMessage());
        }
    }

    /** From now on calls go to this binding, unless its provider or this cache has gone meanwhile. */
    private void settleOn(Binding binding) {
        if (neglected && binding.isPrivate() && !binding.clear()) {
            binding.guard().unsettled().overflow();
        }
        neglected = false;
        counters.add(binding.meter());
        route.set(Route.to(binding));
        binding.guard().settle();
        leaveIfGone(binding);
        reports.look();
    }

    /** Whoever went between being looked for and being bound has found nothing to be taken out of. */
    private void leaveIfGone(Binding binding) {
        if (closed.get()) {
            leaveAll();
        } else if (!environment.providers().has(binding.provider())) {
            detach(binding.provider());
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
            while (!migration.await(LOOK)) {
                refuseIfClosed();
                if (migration.hangs()) {
                    LOG.warn("{}: {} hangs; going on without what is left there", name(), migration.from());
                    migration.stop();
                    route.compareAndSet(moving, Route.to(moving.current()));
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

    private void move(Migration migration, Binding fresh) {
        long start = System.nanoTime();
        Binding old = migration.source();
        try {
            migration.run(PATIENCE);
            if (!migration.problem().isEmpty() && goBack(migration, fresh)) {
                reports.wentBack(migration, since(start));
                return;
            }
            Route moving = route.get();
            if (moving.migration() == migration) {
                route.compareAndSet(moving, Route.to(fresh));
            }
            // whoever is still on the route before asks the old instance no more
            migration.stop();
            leave(old);
            reports.switched(migration, since(start));
        } finally {
            // whatever happens, the next switch waits for this one
            migration.finished();
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The old instance, which is still open and has all its entries, takes over again; false if it has left too. */
    private boolean goBack(Migration migration, Binding fresh) {
        Binding old = migration.source().again();
        migration.turnBack();
        Route moving = route.get();
        if (moving.migration() != migration || !route.compareAndSet(moving, Route.to(old))) {
            return false;
        }
        specification = old.specification();
        hints = old.hints();
        unsettled = old.guard().unsettled();
        old.guard().settle();
        reports.look();
        release(fresh);
        leaveIfGone(old);
        environment.keeper().keep(registration, old.specification());
        return true;
    }

    /** Gives an instance up for good. What was private to it is dropped, so that a later return finds nothing stale. */
    private void leave(Binding old) {
        counters.takeOver(old.meter());
        if (old.isPrivate()) {
            old.clear();
        } else {
            old.guard().settleNow();
        }
        old.close();
    }

    /** A provider has come or gone, or it is time to try again: binds if this cache waits for it. */
    void rebind() {
        synchronized (changing) {
            Binding bound = route.get().current();
            if (bound != null) {
                leaveIfGone(bound);
            }
            if (closed.get() || route.get().current() != null) {
                return;
            }
            Optional<Offer> offer = environment.providers().find(specification.provider());
            if (offer.isEmpty()) {
                return;
            }
            try {
                settleOn(binder.bind(offer.get().provider(), specification, hints, unsettled));
            } catch (InvalidSpecificationException refused) {
                notBound(refused.getMessage());
            }
        }
    }

    private void notBound(String reason) {
        route.set(Route.nowhere(reason));
        reports.look();
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
                    reports.look();
                    release(old.current());
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
        counters.takeOver(binding.meter());
        binding.close();
    }

    private String name() {
        return registration.name();
    }

    private static String waiting(CacheSpecification specification) {
        return "waiting for provider \"" + specification.provider() + "\"";
    }

    /** Closes what is bound, for good; false if that was done before. Waits for no change that is under way. */
    boolean close() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        leaveAll();
        return true;
    }

    private void leaveAll() {
        Route last = route.getAndSet(Route.CLOSED);
        if (last.migration() != null) {
            last.migration().stop();
        }
        if (last.current() != null) {
            release(last.current());
        }
        awaitEnd(last.migration());
    }
}
