// SPDX-License-Identifier: Apache-2.0
package org.socache.api.admin;

import java.util.List;

/**
 * A provider as an operator sees it.
 *
 * @param name its {@code provider.name}
 * @param available whether its service is here
 * @param bundle symbolic name and version of the bundle it comes from; empty while it is absent
 * @param caches names of the caches that are configured to use it
 */
public record ManagedProvider(String name, boolean available, String bundle, List<String> caches) {

    public ManagedProvider {
        caches = List.copyOf(caches);
    }
}
