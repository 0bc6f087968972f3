// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheCounters;
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
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.Listable;
import org.socache.api.spi.OpenContext;
import org.socache.core.ProviderDirectory.Offer;

/**
 * A consumer's cache: one name, whatever provider stands behind it.
 *
 * <p>Calls read the {@link Route} without a lock. What changes the route (configuration, switching, a provider that comes) is
 * serialised by {@code changing}; a provider that goes is taken out at once, without waiting for that.
 */
final class NamedCache implements SharedCache, ManagedCache {

    private static final Logger LOG = LoggerFactory.getLogger(NamedCache.class);

    /** How long a provider that leaves, or an instance that is left, waits for calls inside it. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long a switch waits for the copying of the one before. */
    private static final Duration SWITCH_PATIENCE = Duration.ofSeconds(30);

    /** Seconds until a provider that is there but could not be opened is tried again. */
    private static final long RETRY_SECONDS = 2;

    private final CacheRegistration registration;
    private final CacheEnvironment environment;
    private final Runnable onClose;
    private final Statistics statistics = new Statistics();
    private final AtomicReference<Route> route = new AtomicReference<>(Route.nowhere("not opened yet"));
    private final Object changing = new Object();
    private volatile CacheSpecification specification;
    private volatile Hints hints;
    private volatile boolean closed;
    private ScheduledFuture<?> retry;

    NamedCache(
            CacheRegistration registration,
            CacheSpecification specification,
            Hints hints,
            CacheEnvironment environment,
            Runnable onClose) {
        this.registration = registration;
        this.specification = specification;
        this.hints = hints;
        this.environment = environment;
        this.onClose = onClose;
    }

    // Calls of the consumer

    @Override
    public byte[] retrieve(byte[] id) {
        long start = System.nanoTime();
        byte[] data = null;
        try (Route here = enter()) {
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
        try (Route here = enter()) {
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
        StoreResult result = StoreResult.refused(Refusal.UNAVAILABLE);
        try (Route here = enter()) {
            if (here != null) {
                result = here.store(id, expiry, data, start);
            }
        }
        statistics.stored(result, System.nanoTime() - start);
        return result;
    }

    @Override
    public boolean remove(byte[] id) {
        long start = System.nanoTime();
        boolean removed = false;
        try (Route here = enter()) {
            if (here != null) {
                removed = here.remove(id, start);
            }
        }
        statistics.removed(removed, System.nanoTime() - start);
        return removed;
    }

    @Override
    public boolean iterate(EntryVisitor visitor) {
        return through(false, route -> {
            Listable list = route.current().listable();
            if (list == null) {
                return false;
            }
            try {
                list.iterate(visitor);
                return true;
            } catch (RuntimeException | LinkageError | InternalError fault) {
                LOG.warn("{}: not listed to the end: {}", name(), Guard.message(fault));
                return false;
            }
        });
    }

    @Override
    public boolean clear() {
        return through(false, route -> {
            Migration migration = route.migration();
            return migration == null ? route.current().clear() : migration.clear();
        });
    }

    private <T> T through(T otherwise, Function<Route, T> call) {
        try (Route here = enter()) {
            return here == null ? otherwise : call.apply(here);
        }
    }

    /**
     * Enters the current binding, which stays open until the route is closed; one that retires meanwhile sends the caller to the
     * next route. Null while there is none.
     */
    private Route enter() {
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
        return specification;
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
        String fault = through(reason(), route -> route.current().guard().probe(Guard.PROBE_PATIENCE));
        return fault == null ? "ok, " + (System.nanoTime() - start) / 1_000 + " us" : fault;
    }

    @Override
    public CacheStatus status() {
        return through(CacheStatus.UNKNOWN, route -> route.current().status());
    }

    @Override
    public CacheStatistics statistics() {
        return statistics.snapshot(
                through(CacheCounters.ZERO, route -> route.current().countedHere()));
    }

    @Override
    public void resetStatistics() {
        through(null, route -> {
            route.current().resetCounters();
            return null;
        });
        statistics.reset();
    }

    // What changes the route

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

    @Override
    public void configure(CacheSpecification wanted, Hints wantedHints) throws InvalidSpecificationException {
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

    @Override
    public Switch switchTo(CacheSpecification wanted) throws InvalidSpecificationException {
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
            environment.announcer().switched(this, migration, Duration.ofNanos(System.nanoTime() - start));
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
                consumer(), wantedHints, environment.clock(), environment.baseDirectory(), environment.dataDirectory());
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
                environment.announcer().recovered(this);
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
                    environment.announcer().degraded(this, next.reason());
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

    private static String waiting(CacheSpecification specification) {
        return "waiting for provider \"" + specification.provider() + "\"";
    }

    @Override
    public void close() {
        synchronized (changing) {
            if (closed) {
                return;
            }
            closed = true;
            Route last = route.getAndSet(Route.nowhere("closed"));
            if (last.migration() != null) {
                last.migration().stop();
            }
            if (last.current() != null) {
                release(last.current());
            }
        }
        onClose.run();
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
            environment.announcer().degraded(NamedCache.this, reason);
        }

        @Override
        public void recovered() {
            LOG.info("{}: {} has recovered", name(), specification);
            environment.announcer().recovered(NamedCache.this);
        }
    }
}
