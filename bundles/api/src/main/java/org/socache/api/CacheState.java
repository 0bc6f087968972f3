// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/** How a named cache stands. */
public enum CacheState {
    /** A provider answers. */
    BOUND,
    /** A provider answers while entries of the one before it are being moved over. */
    SWITCHING,
    /** A provider is bound, but calls to it fail or take too long: they answer miss at once until it recovers. */
    DEGRADED,
    /** No provider of the configured name is there, or it could not be opened: every lookup is a miss. */
    UNBOUND
}
