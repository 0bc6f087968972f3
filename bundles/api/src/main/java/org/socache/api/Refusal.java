// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/** Why a cache did not take an entry. Each has a counter of its own in the cache's MBean. */
public enum Refusal {
    /** The id is empty. */
    ID_TOO_SHORT,
    /** The id is longer than {@link SharedCache#MAX_ID_LENGTH}; the limit is in bytes. */
    ID_TOO_LONG,
    /** The data is shorter than this cache can hold (distcache: 5 bytes); the limit is the shortest, in bytes. */
    ENTRY_TOO_SMALL,
    /** Id and data together are larger than this cache can hold; the limit is the largest data length, in bytes. */
    ENTRY_TOO_LARGE,
    /** The expiry is not after now. */
    ALREADY_EXPIRED,
    /** The place where entries live is full and nothing could be evicted, or the disk is full. */
    NO_SPACE,
    /** Another writer held the cache for longer than a store may wait. */
    BUSY,
    /** No provider is bound, or its server cannot be reached. */
    UNAVAILABLE,
    /** The provider failed in a way it did not foresee; the log tells. */
    FAILED
}
