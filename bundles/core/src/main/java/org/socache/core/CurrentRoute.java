// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.socache.api.CacheRegistration;
import org.socache.api.spi.CacheProvider;

/**
 * Where the calls of one cache go at the moment, read without a lock. Whoever changes it says from which route to which, and has to
 * look again if somebody was quicker: a provider that leaves is taken out at once, whatever else is under way.
 */
final class CurrentRoute {

    /** How long a provider that leaves, or an instance that is left, waits for calls inside it. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long copying may stand still until a provider that leaves waits for it no more. */
    private static final Duration STANDSTILL = Duration.ofSeconds(2);

    /** How often those who wait for copying look whether there is any progress. */
    static final Duration LOOK = Duration.ofMillis(100);

    private final CacheRegistration registration;
    private final CacheEnvironment environment;
    private final BoundCounters counters;
    private final Reports reports;
    private final AtomicReference<Route> route;
    private final Object keeping = new Object();

    /**
     * @param place where the cache is going to be
     * @param statistics counts failed calls, and takes over what a provider has counted that is left
     */
    CurrentRoute(CacheRegistration registration, Place place, CacheEnvironment environment, Statistics statistics) {
        this.registration = registration;
        this.environment = environment;
        this.counters = new BoundCounters(statistics);
        this.reports = new Reports(registration.name(), this::get, environment.announcer(), statistics);
        this.route = new AtomicReference<>(Route.nowhere(place, "not opened yet"));
    }

    /** The route of this moment; to call the provider, {@link #enter}. */
    Route get() {
        return route.get();
    }

    BoundCounters counters() {
        return counters;
    }

    Reports reports() {
        return reports;
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

    // Changes

    /** Sends calls another way; false if they do not go the one any more that they are believed to. */
    boolean change(Route before, Route after) {
        if (!changeUnheard(before, after)) {
            return false;
        }
        reports.look();
        return true;
    }

    /** As {@link #change}, where the next change follows at once, and is the one to be told. */
    boolean changeUnheard(Route before, Route after) {
        if (after.current() != null) {
            // first: whoever leaves it may come right after
            counters.add(after.current().meter());
        }
        return route.compareAndSet(before, after);
    }

    /** With nothing bound: from now on calls go to this binding, unless its provider or this cache has gone meanwhile. */
    void settleOn(Binding binding) {
        Route before;
        do {
            before = route.get();
            if (before.isClosed() || before.current() != null) {
                release(binding);
                return;
            }
        } while (!change(before, Route.to(binding)));
        binding.guard().settle();
        leaveIfGone(binding);
    }

    /** With nothing bound: from now on the cache waits for an instance elsewhere, or for another reason. */
    void waitOn(Route nowhere) {
        Route before = route.get();
        if (!before.isClosed() && before.current() == null) {
            change(before, nowhere);
        }
    }

    /** Writes where the cache is into its configuration. Of several who do so, the last one writes what holds in the end. */
    void keep() {
        synchronized (keeping) {
            environment.keeper().keep(registration, route.get().place().specification());
        }
    }

    /**
     * Has the old instance take over again in the middle of a switch; it is still open and has all its entries.
     *
     * @param moving the route of that switch
     * @return false if it was decided otherwise before
     */
    boolean goBack(Route moving, String why) {
        Migration migration = moving.migration();
        if (!migration.turnBack(why)) {
            return false;
        }
        Binding old = migration.source().again();
        if (!change(moving, Route.to(old))) {
            leave(migration.source()); // the cache is closed
            return true;
        }
        old.guard().settle();
        release(moving.current());
        leaveIfGone(old);
        keep();
        reports.wentBack(migration);
        return true;
    }

    // Who goes

    /** Whoever went between being looked for and being bound has found nothing to be taken out of. */
    void leaveIfGone(Binding binding) {
        if (!environment.providers().has(binding.provider())) {
            detach(binding.provider());
        }
    }

    /**
     * A provider is going. When this returns its instance is closed and lookups miss, unless a switch was under way: what it takes
     * along is copied first, as long as there is progress; and if it is the one to be switched to, the old one takes over again.
     */
    void detach(CacheProvider provider) {
        Route now = route.get();
        if (now.migration() != null && now.migration().source().provider() == provider) {
            awaitCopied(now.migration());
            now = route.get();
        }
        while (now.uses(provider)) {
            if (detach(now, provider)) {
                await(now.migration(), PATIENCE);
                return;
            }
            now = route.get();
        }
    }

    /** False if the route has changed meanwhile. */
    private boolean detach(Route now, CacheProvider provider) {
        Migration migration = now.migration();
        boolean leaves = now.current().provider() == provider;
        if (migration != null) {
            boolean stays = migration.source().provider() != provider;
            if (stays && goBack(now, now.place().specification() + " has left")) {
                return true;
            }
            if (migration.decide(Migration.End.STAY) == Migration.End.TURN_BACK) {
                LockSupport.parkNanos(50_000); // the mover is about to change the route
                return false;
            }
            migration.stopCarrying(PATIENCE);
        }
        Route next = leaves ? Route.waiting(now.place()) : Route.to(now.current());
        if (!change(now, next)) {
            return false;
        }
        if (leaves) {
            release(now.current());
        }
        return true;
    }

    private void awaitCopied(Migration migration) {
        migration.endWaiting();
        long end = System.nanoTime() + environment.patience().toNanos();
        while (!await(migration, LOOK)
                && !migration.standsStillFor(STANDSTILL)
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    /** A provider that goes takes its file or connection with it only when the mover has let go of it too. */
    private static boolean await(Migration migration, Duration patience) {
        try {
            return migration == null || migration.await(patience);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives an instance up for good. What was private to it is dropped, so that a later return finds nothing stale. */
    void leave(Binding old) {
        counters.takeOver(old.meter());
        if (old.isPrivate()) {
            old.clear();
        } else {
            old.guard().settleNow();
        }
        old.close();
    }

    /** Lets the callers out of an instance and closes it; it keeps its entries. */
    void release(Binding binding) {
        binding.retire();
        binding.drain(PATIENCE);
        counters.takeOver(binding.meter());
        binding.close();
    }

    /** Closes what is bound, for good; false if that was done before. Waits for no change that is under way. */
    boolean close() {
        Route last = route.getAndUpdate(Route::closed);
        if (last.isClosed()) {
            return false;
        }
        if (last.migration() != null) {
            last.migration().stop();
        }
        if (last.current() != null) {
            release(last.current());
        }
        await(last.migration(), PATIENCE);
        return true;
    }
}
