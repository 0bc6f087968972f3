// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheSpecification;
import org.socache.api.EntryVisitor;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.Listable;

/**
 * One open instance of a provider, and who is inside it. Callers {@link #enter} and {@link #exit}; once {@link #retire} was
 * called nobody gets in, and those inside finish.
 */
final class Binding {

    private static final Logger LOG = LoggerFactory.getLogger(Binding.class);

    private final CacheProvider provider;
    private final Place place;
    private final Guard guard;
    private final Callers callers = new Callers();
    private final Duration patience;
    private final Meter meter;

    /** @param patience how long emptying and closing the instance may take */
    Binding(CacheProvider provider, Place place, Guard guard, Duration patience) {
        this(provider, place, guard, patience, new Meter(place.specification(), guard));
    }

    private Binding(CacheProvider provider, Place place, Guard guard, Duration patience, Meter meter) {
        this.provider = provider;
        this.place = place;
        this.guard = guard;
        this.patience = patience;
        this.meter = meter;
    }

    /** The same instance once more, for callers to enter after this binding was retired. */
    Binding again() {
        return new Binding(provider, place, guard, patience, meter);
    }

    CacheProvider provider() {
        return provider;
    }

    Place place() {
        return place;
    }

    CacheSpecification specification() {
        return place.specification();
    }

    Guard guard() {
        return guard;
    }

    boolean enter() {
        return callers.enter();
    }

    void exit() {
        callers.leave();
    }

    /** Lets nobody in any more. Call once, after callers have been given another route. */
    void retire() {
        callers.close();
    }

    /** Waits until those inside have left, or the patience has run out; true if they have. */
    boolean drain(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!callers.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(50_000);
        }
        return true;
    }

    /** What it counts. */
    Meter meter() {
        return meter;
    }

    /** The instance as a listable one, or null. */
    Listable listable() {
        return guard.unguarded() instanceof Listable list ? list : null;
    }

    /** True if its entries belong to this consumer alone and can be dropped when it moves away. */
    boolean isPrivate() {
        return !guard.unguarded().shared();
    }

    /** Shows all entries but those that are out of date; false if the provider cannot, or failed. */
    boolean iterate(EntryVisitor visitor) {
        Listable list = listable();
        if (list == null) {
            return false;
        }
        try {
            list.iterate(entry -> guard.isOutdated(entry.id()) || visitor.visit(entry));
            return true;
        } catch (RuntimeException | Error fault) {
            LOG.warn("{}: not listed to the end: {}", specification(), Guard.message(fault));
            return false;
        }
    }

    /** Drops all entries; false if the provider cannot, failed, or hangs. */
    boolean clear() {
        Listable list = listable();
        if (list == null) {
            return false;
        }
        try {
            if (Aside.run("socache-clear", patience, list::clear)) {
                return true;
            }
            LOG.warn("{}: not empty after {} ms; it may be later", specification(), patience.toMillis());
        } catch (RuntimeException | Error fault) {
            LOG.warn("{}: not emptied: {}", specification(), Guard.message(fault));
        }
        return false;
    }

    void close() {
        guard.close();
        close(guard.unguarded(), specification(), patience);
    }

    /** Closes an instance; one that hangs is left to itself. */
    static void close(CacheInstance instance, CacheSpecification specification, Duration patience) {
        try {
            if (!Aside.run("socache-close", patience, instance::close)) {
                LOG.warn("{}: not closed after {} ms; it may be later", specification, patience.toMillis());
            }
        } catch (RuntimeException | Error fault) {
            LOG.warn("{}: not closed cleanly: {}", specification, Guard.message(fault));
        }
    }
}
