// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import org.socache.http.config.Area;
import org.socache.http.config.LocationConfiguration;
import org.socache.http.config.ServerConfiguration;
import org.socache.http.engine.CacheEngine;
import org.socache.http.engine.message.EffectiveUri;

/** The whole configuration at one moment: which rules hold for a URI, and whether it is cached at all. Immutable. */
public final class Sites {

    private final ServerConfiguration server;
    private final CacheEngine serverEngine;
    private final List<Location> locations;

    private record Location(LocationConfiguration configuration, CacheEngine engine) {}

    /** Lays the locations over the server's configuration. */
    public Sites(ServerConfiguration server, Collection<LocationConfiguration> locations, InstantSource clock) {
        this.server = server;
        this.serverEngine = new CacheEngine(server.policy(), clock);
        List<Location> longestFirst = new ArrayList<>();
        for (LocationConfiguration location : locations) {
            longestFirst.add(new Location(location, new CacheEngine(location.policy(server.policy()), clock)));
        }
        longestFirst.sort(Comparator.comparingInt(l -> -l.configuration().path().length()));
        this.locations = List.copyOf(longestFirst);
    }

    ServerConfiguration server() {
        return server;
    }

    /** The rules of the server's own file, for keys and purging. */
    CacheEngine serverEngine() {
        return serverEngine;
    }

    /** The rules in force for the URI, or null where it is not cached. The most specific location decides. */
    CacheEngine engineFor(EffectiveUri uri) {
        if (locations.isEmpty()) {
            return server.area().covers(uri) ? serverEngine : null;
        }
        boolean covered = server.area().covers(uri);
        for (Location location : locations) {
            if (location.configuration().covers(uri)) {
                Area own = location.configuration().area();
                boolean excluded = own.excludes(uri) || server.area().excludes(uri);
                return !excluded && (covered || own.covers(uri)) ? location.engine() : null;
            }
        }
        return covered ? serverEngine : null;
    }
}
