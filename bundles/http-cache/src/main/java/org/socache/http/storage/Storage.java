// SPDX-License-Identifier: Apache-2.0
package org.socache.http.storage;

import java.util.function.Consumer;

import org.osgi.annotation.versioning.ConsumerType;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Stored;

/**
 * A place where responses are kept: what httpd calls a cache provider. Safe for all threads. Whatever goes wrong inside is
 * counted there, and to its callers looks as if the entry were not there, or there were no room for it; nothing is thrown.
 */
@ConsumerType
public interface Storage {

    /** The service property with the word that {@code CacheEnable} uses for it. */
    String TYPE = "socache.http.storage";

    /** The largest content it takes, in bytes. */
    long maximumSize();

    /** What was last put under the key; null if there is nothing, or nothing that can be read. */
    Stored load(CacheKey key);

    /**
     * Adds or replaces a record. A refused replacement leaves nothing under the key.
     *
     * @param expiry when it may be forgotten, ms since the epoch
     * @return how many bytes were written; -1 if it was not taken
     */
    long put(CacheKey key, long expiry, Stored stored);

    /** Takes a record out; true if it was there. */
    boolean remove(CacheKey key);

    /**
     * Shows every record; those that come or go meanwhile may be missed.
     *
     * @return false if it cannot list what it has
     */
    boolean visit(Consumer<Stored> visitor);

    /** Begins to record the content of a response; null if it cannot, for now. */
    Draft draft();
}
