// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.socache.api.Entry;
import org.socache.api.SharedCache;
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
    private final SharedCache cache;
    private final EntryStore store;

    Purge(CacheEngine engine, SharedCache cache, EntryStore store) {
        this.engine = engine;
        this.cache = cache;
        this.store = store;
    }

    PurgeResult run(PurgeRequest request) {
        return switch (request.selector()) {
            case URL -> purge(Set.of(engine.key(uri(request.value()))), request);
            case TAG -> listed(request, entry -> hasTag(entry, request.value()));
            case PATTERN -> {
                Pattern pattern = glob(request.value());
                yield listed(
                        request,
                        entry -> pattern.matcher(CacheKey.fromBytes(entry.id()).uri())
                                .matches());
            }
        };
    }

    private static EffectiveUri uri(String url) {
        if (!url.matches("(?i)https?://.+")) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" is no absolute URL; write for instance http://www.example.com/docs/");
        }
        return EffectiveUri.of("http", null, url);
    }

    private static boolean hasTag(Entry entry, String tag) {
        Stored stored = Stored.decode(entry.data(), CacheKey.fromBytes(entry.id()));
        return stored instanceof Stored.Response found
                && found.response().tags().contains(tag);
    }

    private static Pattern glob(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "the pattern is empty; write for instance http://www.example.com/docs/*");
        }
        StringBuilder expression = new StringBuilder();
        for (String literal : text.split("\\*", -1)) {
            expression.append(expression.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
        }
        return Pattern.compile(expression.toString());
    }

    private PurgeResult listed(PurgeRequest request, Predicate<Entry> chosen) {
        Set<CacheKey> resources = new LinkedHashSet<>();
        boolean complete = cache.iterate(entry -> {
            if (chosen.test(entry)) {
                resources.add(CacheKey.fromBytes(entry.id()).primary());
            }
            return true;
        });
        return complete ? purge(resources, request) : new PurgeResult(0, false);
    }

    private PurgeResult purge(Set<CacheKey> resources, PurgeRequest request) {
        long entries = 0;
        for (CacheKey key : resources) {
            Changes changes = request.soft() ? engine.expire(key, store) : engine.purge(key, store);
            List<?> affected = request.soft() ? changes.puts() : changes.removals();
            entries += affected.size();
            if (!request.dryRun()) {
                store.apply(changes);
            }
        }
        return new PurgeResult(entries, true);
    }
}
