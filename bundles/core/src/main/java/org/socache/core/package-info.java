// SPDX-License-Identifier: Apache-2.0
/**
 * The cache manager: the only place that knows both consumers and providers.
 *
 * <p>{@link org.socache.core.NamedCache} is what a consumer holds. Its {@link org.socache.core.Routing} keeps a
 * {@link org.socache.core.Route}: the {@link org.socache.core.Binding} to a provider instance, if there is one, and the
 * {@link org.socache.core.Migration} from the one before, if entries are still being moved over. A route is replaced in one
 * step, so a call sees either the old world or the new one. Each binding puts a {@link org.socache.core.Guard} between the caller and the provider.
 */
package org.socache.core;
