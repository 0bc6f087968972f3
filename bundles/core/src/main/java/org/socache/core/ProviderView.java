// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.socache.core.ProviderDirectory.Offer;

/** A provider name as JMX shows it, whether or not its service is here. */
final class ProviderView implements ProviderMXBean {

    private final String name;
    private final ProviderDirectory providers;
    private final Supplier<Collection<NamedCache>> caches;

    ProviderView(String name, ProviderDirectory providers, Supplier<Collection<NamedCache>> caches) {
        this.name = name;
        this.providers = providers;
        this.caches = caches;
    }

    @Override
    public boolean isAvailable() {
        return providers.find(name).isPresent();
    }

    @Override
    public String getBundle() {
        return providers.find(name).map(Offer::bundle).orElse("");
    }

    @Override
    public List<String> getInstances() {
        return mine().map(NamedCache::name).sorted().toList();
    }

    @Override
    public List<ServerView> getServers() {
        return mine().flatMap(cache -> cache.status().servers().stream())
                .map(ServerView::new)
                .toList();
    }

    @Override
    public List<String> ping() {
        return mine().map(cache -> cache.name() + ": " + cache.ping()).sorted().toList();
    }

    private Stream<NamedCache> mine() {
        return caches.get().stream()
                .filter(cache -> cache.specification().provider().equals(name));
    }
}
