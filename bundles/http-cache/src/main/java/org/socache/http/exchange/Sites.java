// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.socache.http.config.Area;
import org.socache.http.config.LocationConfiguration;
import org.socache.http.config.ServerConfiguration;
import org.socache.http.engine.CacheEngine;
import org.socache.http.engine.CachePolicy;
import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.storage.Storage;

/** The whole configuration at one moment: which rules and storages hold for a URI, if it is cached at all. Immutable. */
final class Sites {

    /** What CacheSocacheMaxSize counts beside content, and the largest content of other storages does not. */
    private static final long ROOM_FOR_FIELDS = 65_536;

    private final ServerConfiguration server;
    private final Map<String, Storage> storages;
    private final Counters counters;
    private final InstantSource clock;
    private final Place everywhere;
    private final List<Place> locations;

    /** Lays the locations over the server's configuration; a storage that is not there is passed over. */
    Sites(
            ServerConfiguration server,
            Collection<LocationConfiguration> locations,
            Map<String, Storage> storages,
            Counters counters,
            InstantSource clock) {
        this.server = server;
        this.storages = Map.copyOf(storages);
        this.counters = counters;
        this.clock = clock;
        this.everywhere = new Place(null, server.policy());
        List<Place> longestFirst = new ArrayList<>();
        for (LocationConfiguration location : locations) {
            longestFirst.add(new Place(location, location.policy(server.policy())));
        }
        longestFirst.sort(
                Comparator.comparingInt(place -> -place.location.path().length()));
        this.locations = List.copyOf(longestFirst);
    }

    ServerConfiguration server() {
        return server;
    }

    /** The rules of the server's own file and all storages, for keys and purging. */
    Site purging() {
        return everywhere.site(List.copyOf(storages.keySet()));
    }

    /** What holds for the URI, or null where it is not cached. The most specific location decides. */
    Site siteFor(EffectiveUri uri) {
        Area area = server.area();
        for (Place place : locations) {
            if (place.location.covers(uri)) {
                Area own = place.location.area();
                boolean excluded = own.excludes(uri) || area.excludes(uri);
                return excluded ? null : place.site(own.storages(uri), area.storages(uri));
            }
        }
        return area.excludes(uri) ? null : everywhere.site(area.storages(uri), List.of());
    }

    /** One policy, with the storages of each kind of URI below it. */
    private final class Place {

        private final LocationConfiguration location;
        private final CachePolicy policy;
        /** By the storages in their order, which is the order they are asked in. */
        private final Map<List<String>, Site> sites = new ConcurrentHashMap<>();

        Place(LocationConfiguration location, CachePolicy policy) {
            this.location = location;
            this.policy = policy;
        }

        /** The location's own storages come before the server's, as in httpd. */
        Site site(List<String> own, List<String> others) {
            if (own.isEmpty() || others.isEmpty()) {
                return own.isEmpty() && others.isEmpty() ? null : site(own.isEmpty() ? others : own);
            }
            Set<String> both = new LinkedHashSet<>(own);
            both.addAll(others);
            return site(List.copyOf(both));
        }

        Site site(List<String> types) {
            Site known = sites.get(types);
            return known != null ? known : sites.computeIfAbsent(types, this::make);
        }

        private Site make(List<String> types) {
            List<Shelf> shelves = new ArrayList<>();
            long largest = policy.maxSize();
            for (String type : types) {
                Storage storage = storages.get(type);
                if (type.equals(Area.SOCACHE)) {
                    shelves.add(new Shelf(storage, policy.maxSize()));
                } else if (storage != null) {
                    shelves.add(new Shelf(storage, storage.maximumSize()));
                    largest = Math.max(largest, storage.maximumSize() + ROOM_FOR_FIELDS);
                }
            }
            CachePolicy raised = policy.toBuilder().maxSize(largest).build();
            return new Site(new CacheEngine(raised, clock), new Shelves(shelves, storages.values(), counters));
        }
    }
}
