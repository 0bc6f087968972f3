// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.OpenContext;

/**
 * Opens instances for one cache, each behind a guard, and in no more time than the environment has patience for. A place that
 * hangs is opened by one thread and no more, however often it is asked for.
 */
final class Binder {

    private final CacheRegistration registration;
    private final CacheEnvironment environment;
    private final Guard.Listener listener;
    private final Set<Opening> opening = ConcurrentHashMap.newKeySet();

    /** What is being opened, and may have been given up. */
    private record Opening(CacheProvider provider, CacheSpecification place) {}

    /** @param listener hears what the guards see */
    Binder(CacheRegistration registration, CacheEnvironment environment, Guard.Listener listener) {
        this.registration = registration;
        this.environment = environment;
        this.listener = listener;
    }

    /**
     * Opens an instance; in a private place that was neglected it is emptied.
     *
     * @throws InvalidSpecificationException if it cannot be had, or not in time; the message says why
     */
    Binding bind(CacheProvider provider, Place place) throws InvalidSpecificationException {
        CacheInstance instance = open(provider, place.specification(), place.hints());
        Guard guard = new Guard(registration.name(), instance, place.unsettled(), environment, listener);
        Binding binding = new Binding(provider, place.upToDate(), guard, environment.patience());
        if (place.neglected() && binding.isPrivate() && !binding.clear()) {
            place.unsettled().overflow();
        }
        return binding;
    }

    private CacheInstance open(CacheProvider provider, CacheSpecification wanted, Hints hints)
            throws InvalidSpecificationException {
        Opening under = new Opening(provider, wanted);
        if (!opening.add(under)) {
            throw new InvalidSpecificationException(wanted + " is still being opened; its disk may hang");
        }
        OpenContext context = new OpenContext(
                registration.consumer(),
                hints,
                environment.clock(),
                environment.baseDirectory(),
                environment.dataDirectory());
        Duration patience = environment.patience();
        try {
            return Aside.get(
                    "socache-open-" + registration.name(),
                    patience,
                    () -> {
                        try {
                            return provider.open(wanted.argument(), context);
                        } finally {
                            opening.remove(under);
                        }
                    },
                    late -> Binding.close(late, wanted, patience));
        } catch (TimeoutException hangs) {
            throw new InvalidSpecificationException(
                    wanted + " was not open after " + patience.toMillis() + " ms; its disk may hang", hangs);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InvalidSpecificationException("interrupted while " + wanted + " was opened", stop);
        } catch (RuntimeException | Error fault) {
            opening.remove(under); // also when no thread could be had for it
            throw new InvalidSpecificationException(wanted + " failed to open: " + Guard.message(fault), fault);
        }
    }

    /** Why calls cannot be sent to a binding that was just made, or null if they can. */
    String fault(Binding fresh) {
        String fault = fresh.guard().probe(Guard.PROBE_PATIENCE);
        return fault == null && !environment.providers().has(fresh.provider()) ? "the provider has left" : fault;
    }
}
