// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.stream.Collectors;

import org.socache.api.InvalidSpecificationException;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;

/** What a command names: a cache, or where one is to be. */
final class Caches {

    private Caches() {}

    /**
     * The cache of that name or consumer.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    static ManagedCache named(CacheAdmin admin, String name) {
        return admin.cache(name).orElseThrow(() -> {
            String open = admin.caches().stream().map(ManagedCache::name).collect(Collectors.joining(", "));
            return new IllegalArgumentException("there is no cache \"" + name + "\"; "
                    + (open.isEmpty() ? "no consumer has opened one" : "open are " + open));
        });
    }

    /**
     * What a call makes of a specification.
     *
     * @throws IllegalArgumentException if there is no cache for it; the message says why
     */
    static <T> T specified(SpecifiedCall<T> call) {
        try {
            return call.make();
        } catch (InvalidSpecificationException refused) {
            throw new IllegalArgumentException(refused.getMessage(), refused);
        }
    }

    /** Something that takes a specification. */
    @FunctionalInterface
    interface SpecifiedCall<T> {
        T make() throws InvalidSpecificationException;
    }
}
