// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/**
 * One cache entry. The arrays belong to the receiver.
 *
 * @param id the id it was stored under; for a provider that hashes long ids, only listable where the id survives
 * @param expiry when it dies, milliseconds since the epoch, or {@link #UNKNOWN_EXPIRY}
 * @param data the bytes as stored
 */
public record Entry(byte[] id, long expiry, byte[] data) {

    /** The provider's server keeps the expiry to itself (memcached, distcache). */
    public static final long UNKNOWN_EXPIRY = -1;
}
