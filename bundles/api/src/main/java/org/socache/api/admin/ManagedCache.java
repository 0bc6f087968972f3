// SPDX-License-Identifier: Apache-2.0
package org.socache.api.admin;

import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.InvalidSpecificationException;

/** A cache as an operator sees it. */
public interface ManagedCache {

    /** The short name in JMX and shell, for instance {@code http}. */
    String name();

    /** The consumer's name on the wire, for instance {@code cache-socache}. */
    String consumer();

    CacheSpecification specification();

    CacheState state();

    /** Why the state is not {@link CacheState#BOUND}, in a sentence; empty when it is. */
    String reason();

    CacheStatus status();

    CacheStatistics statistics();

    /**
     * Switches to another provider or argument while calls go on. The new instance is opened and probed first; then new
     * entries go there, a miss there looks into the old one and moves the entry over, and what the old one can list is
     * copied in the background: unexpired entries with their expiry, the newest wins. The new specification is kept in the
     * consumer's configuration.
     *
     * @return the copying, which may still be under way
     * @throws InvalidSpecificationException if there is no such provider, or it cannot be opened so; nothing has changed
     */
    Switch switchTo(CacheSpecification specification) throws InvalidSpecificationException;

    /** Drops all entries of this consumer; false if the provider cannot. */
    boolean clear();

    /** Drops one entry; true if it was there. */
    boolean remove(byte[] id);

    /** Sets the counters of {@link #statistics} back to zero. */
    void resetStatistics();
}
