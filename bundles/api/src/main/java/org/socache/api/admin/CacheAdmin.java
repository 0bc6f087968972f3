// SPDX-License-Identifier: Apache-2.0
package org.socache.api.admin;

import java.util.List;
import java.util.Optional;

/** The service behind {@code socache:} commands and pages. */
public interface CacheAdmin {

    /** The open caches, by name. */
    List<ManagedCache> caches();

    /** The cache of that name ({@code http}) or consumer ({@code cache-socache}). */
    Optional<ManagedCache> cache(String name);

    /** The providers that are here now or that a cache waits for, by name. */
    List<ManagedProvider> providers();
}
