// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

import java.util.Objects;

/**
 * A provider and its argument, written {@code name[:argument]} as in httpd's {@code CacheSocache}; split at the first
 * colon. The argument is null when there is no colon.
 *
 * @param provider the {@code provider.name} to bind to, for instance {@code shmcb}
 * @param argument what the provider is opened with, in that provider's own syntax; may be null
 */
public record CacheSpecification(String provider, String argument) {

    public CacheSpecification {
        Objects.requireNonNull(provider, "provider");
    }

    /**
     * Reads a specification.
     *
     * @throws InvalidSpecificationException if there is no provider name, or it has characters other than letters,
     *     digits, {@code _} and {@code -}
     */
    public static CacheSpecification parse(String text) throws InvalidSpecificationException {
        String trimmed = text == null ? "" : text.trim();
        int colon = trimmed.indexOf(':');
        String name = colon < 0 ? trimmed : trimmed.substring(0, colon);
        if (!name.matches("[A-Za-z0-9_-]+")) {
            throw new InvalidSpecificationException("\"" + trimmed
                    + "\" names no provider; write name[:argument], for instance shmcb:data/http.cache(64M)");
        }
        return new CacheSpecification(name, colon < 0 ? null : trimmed.substring(colon + 1));
    }

    /** The same form that {@link #parse} reads. */
    @Override
    public String toString() {
        return argument == null ? provider : provider + ":" + argument;
    }
}
