// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.socache.http.PurgeRequest;
import org.socache.http.PurgeResult;
import org.socache.http.engine.CacheEngine;
import org.socache.http.engine.Changes;
import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Stored;

/** Takes entries out by URL, tag or pattern, or makes them stale. */
final class Purge {

    private final CacheEngine engine;
    private final Shelves shelves;
    private final Fetches fetches;

    /** @param fetches those under way, which must not bring back what is purged */
    Purge(Site site, Fetches fetches) {
        this.engine = site.engine();
        this.shelves = site.shelves();
        this.fetches = fetches;
    }

    PurgeResult run(PurgeRequest request) {
        return switch (request.selector()) {
            case URL -> {
                CacheKey key = engine.key(uri(request.value()));
                outdate(request, key::equals);
                yield purge(Set.of(key), request);
            }
            case TAG -> {
                requireTag(request.value());
                // whether they have the tag is known when they come
                outdate(request, any -> true);
                yield listed(
                        request,
                        found -> found instanceof Stored.Response stored
                                && stored.response().tags().contains(request.value()));
            }
            case PATTERN -> {
                Glob pattern = pattern(request.value());
                Predicate<CacheKey> matches = key -> pattern.matches(key.url());
                outdate(request, matches);
                yield listed(request, found -> matches.test(key(found)));
            }
        };
    }

    private void outdate(PurgeRequest request, Predicate<CacheKey> purged) {
        if (!request.dryRun()) {
            fetches.outdate(purged);
        }
    }

    private static CacheKey key(Stored stored) {
        return stored instanceof Stored.Response found
                ? found.response().key()
                : ((Stored.Variants) stored).index().key();
    }

    private static EffectiveUri uri(String url) {
        if (!url.matches("(?i)https?://.+")) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" is no absolute URL; write for instance http://www.example.com/docs/");
        }
        return EffectiveUri.of("http", null, url);
    }

    private static void requireTag(String tag) {
        if (tag.isBlank()) {
            throw new IllegalArgumentException(
                    "the tag is empty; write a member of the pages' Surrogate-Key or Cache-Tag");
        }
    }

    private static Glob pattern(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "the pattern is empty; write for instance http://www.example.com/docs/*");
        }
        return Glob.ofUrls(text);
    }

    private PurgeResult listed(PurgeRequest request, Predicate<Stored> chosen) {
        Set<CacheKey> resources = new LinkedHashSet<>();
        boolean complete = shelves.visit(stored -> {
            if (chosen.test(stored)) {
                resources.add(key(stored).primary());
            }
        });
        return complete ? purge(resources, request) : new PurgeResult(0, false);
    }

    private PurgeResult purge(Set<CacheKey> resources, PurgeRequest request) {
        long entries = 0;
        for (CacheKey key : resources) {
            Changes changes = request.soft() ? engine.expire(key, shelves) : engine.purge(key, shelves);
            List<?> affected = request.soft() ? changes.puts() : changes.removals();
            entries += affected.size();
            if (request.dryRun()) {
                continue;
            }
            if (request.soft()) {
                shelves.rewrite(changes);
            } else {
                shelves.apply(changes);
            }
        }
        return new PurgeResult(entries, true);
    }
}
