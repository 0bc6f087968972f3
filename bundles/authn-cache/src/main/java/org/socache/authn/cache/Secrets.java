// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.time.Duration;

import org.socache.api.SharedCache;
import org.socache.authn.Identity;
import org.socache.authn.cache.Counters.Miss;

/** Where secrets that a back end handed out are kept: in records of our own, or in httpd's. */
interface Secrets {

    /**
     * What is known of an identity.
     *
     * @param timeout as long as an entry may live now
     */
    Known recall(SharedCache cache, Identity identity, Stamp stamp, Duration timeout);

    /** Keeps a secret with which a login has succeeded. */
    boolean store(SharedCache cache, Identity identity, Stamp stamp, long expiry, String secret);

    void remove(SharedCache cache, Identity identity);

    /**
     * A secret, or why there is none.
     *
     * @param secret null if there is none
     * @param miss null if there is one
     */
    record Known(String secret, Miss miss) {}
}
