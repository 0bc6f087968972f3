// SPDX-License-Identifier: Apache-2.0
package org.socache.api.admin;

import java.time.Duration;
import java.util.Map;

import org.socache.api.CacheSpecification;

/** A switch from one provider to another, while it goes on and afterwards. */
public interface Switch {

    CacheSpecification from();

    CacheSpecification to();

    /** Entries moved over so far. */
    long moved();

    /** Entries left behind: expired meanwhile, overwritten meanwhile, or refused by the new provider. */
    long skipped();

    /**
     * The {@link #skipped} entries by reason: {@code EXPIRED}, {@code OUTDATED} for what was stored or removed since,
     * {@code TOO_MANY_CHANGES} for what is left when that is more than can be remembered, and the names of {@link org.socache.api.Refusal} for what the new provider did not take. Empty if none was skipped.
     */
    default Map<String, Long> skippedByReason() {
        return Map.of();
    }

    /**
     * Why the cache went back to {@link #from}: the new instance failed for too long while entries were moved, or its provider has
     * left. Empty if it did not.
     */
    default String problem() {
        return "";
    }

    /** True when the old instance is closed, or is in use again. */
    boolean isDone();

    /** Waits until it is done; false if it is not after that time. */
    boolean await(Duration limit) throws InterruptedException;
}
