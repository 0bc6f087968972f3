// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

import org.socache.api.spi.CacheProvider;

/** The providers that are here now. Of two with one name, the higher ranked service counts. */
final class ProviderDirectory {

    /** A provider service and where it comes from. */
    record Offer(String name, CacheProvider provider, String bundle) {}

    private final Map<Comparable<Object>, Offer> offers = new ConcurrentSkipListMap<>(Comparator.reverseOrder());

    /**
     * Notes a provider.
     *
     * @param rank the service reference, which sorts by ranking
     */
    void add(Comparable<Object> rank, Offer offer) {
        offers.put(rank, offer);
    }

    void remove(Comparable<Object> rank) {
        offers.remove(rank);
    }

    Optional<Offer> find(String name) {
        return offers.values().stream()
                .filter(offer -> offer.name().equals(name))
                .findFirst();
    }

    /** Whether this service is here, be it not the first of its name. */
    boolean has(CacheProvider provider) {
        return offers.values().stream().anyMatch(offer -> offer.provider() == provider);
    }

    List<String> names() {
        return offers.values().stream().map(Offer::name).distinct().sorted().toList();
    }

    /** For a message: what an administrator could have meant. */
    String installed() {
        List<String> names = names();
        return names.isEmpty()
                ? "none is installed"
                : "installed are " + names.stream().collect(Collectors.joining(", "));
    }
}
