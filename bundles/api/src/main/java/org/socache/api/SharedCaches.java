// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/** The service that gives consumers their caches. */
public interface SharedCaches {

    /**
     * Opens the cache of a consumer. If the provider is absent, the cache is unbound until it comes; if the provider is
     * there and refuses the argument, this fails.
     *
     * @throws InvalidSpecificationException if the provider refuses the argument
     * @throws IllegalStateException if a cache of that consumer or name is open already
     */
    SharedCache open(CacheRegistration registration, CacheSpecification specification, Hints hints)
            throws InvalidSpecificationException;
}
