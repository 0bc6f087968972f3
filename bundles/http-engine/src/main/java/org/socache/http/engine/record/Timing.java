// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

/**
 * The clock readings of a stored response and what follows from its fields: all that age and freshness need, so that a hit
 * parses no field for it (RFC 9111 section 4.2).
 *
 * @param requestTime when the request that brought it was sent, ms since the epoch
 * @param responseTime when its head arrived, ms since the epoch
 * @param date value of Date, or {@code responseTime} where that was missing or unreadable, ms since the epoch
 * @param initialAge corrected_initial_age, ms, 0 or more
 * @param lifetime freshness lifetime, ms, 0 or more
 * @param staleWhileRevalidate how long after its lifetime it may be served while being validated, ms (RFC 5861)
 * @param staleIfError how long after its lifetime it may be served when the origin fails, ms; -1 where the origin did not say
 * @param storageExpiry when the store may forget it, ms since the epoch
 */
public record Timing(
        long requestTime,
        long responseTime,
        long date,
        long initialAge,
        long lifetime,
        long staleWhileRevalidate,
        long staleIfError,
        long storageExpiry) {

    /** current_age in milliseconds: the age on arrival and the time spent here, never less than 0. */
    public long age(long now) {
        return Math.max(0, initialAge + Math.max(0, now - responseTime));
    }

    /** For how many milliseconds it is fresh from now on; negative since when it is stale. */
    public long remaining(long now) {
        return lifetime - age(now);
    }

    /** The same response, stale from this moment on, with its grace periods starting here (a soft purge). */
    public Timing staleFrom(long now) {
        return new Timing(
                requestTime,
                responseTime,
                date,
                initialAge,
                Math.min(lifetime, age(now)),
                staleWhileRevalidate,
                staleIfError,
                storageExpiry);
    }
}
