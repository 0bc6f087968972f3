// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/**
 * The counters of httpd's mod_status block for a shared object cache, in its words. They only grow.
 *
 * @param stores entries stored, replacements included
 * @param replaced stores that replaced an entry with the same id
 * @param expired entries dropped because their time had come
 * @param scrolled live entries dropped to make room
 * @param retrieveHits retrieves that found an entry
 * @param retrieveMisses retrieves that found none
 * @param removeHits removes that found an entry
 * @param removeMisses removes that found none
 */
public record CacheCounters(
        long stores,
        long replaced,
        long expired,
        long scrolled,
        long retrieveHits,
        long retrieveMisses,
        long removeHits,
        long removeMisses) {

    /** Nothing has happened yet, or the provider does not count. */
    public static final CacheCounters ZERO = new CacheCounters(0, 0, 0, 0, 0, 0, 0, 0);
}
