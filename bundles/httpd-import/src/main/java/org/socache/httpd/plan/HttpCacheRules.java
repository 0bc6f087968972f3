// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.socache.httpd.config.Directive;

import static org.socache.httpd.plan.Setting.location;
import static org.socache.httpd.plan.Setting.server;
import static org.socache.httpd.plan.Value.BASE_URL;
import static org.socache.httpd.plan.Value.FACTOR;
import static org.socache.httpd.plan.Value.FLAG;
import static org.socache.httpd.plan.Value.NAMES;
import static org.socache.httpd.plan.Value.TEXT;
import static org.socache.httpd.plan.Value.URL;
import static org.socache.httpd.plan.Value.number;
import static org.socache.httpd.plan.Value.seconds;

/** mod_cache and mod_cache_socache. */
final class HttpCacheRules implements Rules {

    private static final String PID = "org.socache.http";
    private static final String SERVER = PID + ".cfg";
    private static final String LOCATION = PID + ".location";
    private static final String WITHOUT_EFFECT =
            "read, and without effect: nothing is held back on its way to the client";

    private static final Map<String, Setting> SETTINGS = Setting.table(List.of(
            server("CacheQuickHandler", SERVER, FLAG),
            location("CacheDefaultExpire", SERVER, seconds(0)),
            location("CacheMaxExpire", SERVER, seconds(0))
                    .but("bounds every lifetime, also one that the origin states"),
            location("CacheMinExpire", SERVER, seconds(0)).but("bounds only lifetimes that the origin does not state"),
            location("CacheLastModifiedFactor", SERVER, FACTOR),
            location("CacheIgnoreNoLastMod", SERVER, FLAG),
            server("CacheIgnoreCacheControl", SERVER, FLAG),
            location("CacheStoreExpired", SERVER, FLAG),
            location("CacheStorePrivate", SERVER, FLAG),
            location("CacheStoreNoStore", SERVER, FLAG),
            server("CacheIgnoreQueryString", SERVER, FLAG),
            server("CacheKeyBaseURL", SERVER, BASE_URL),
            server("CacheLock", SERVER, FLAG)
                    .but("requests wait for the first one's response instead of passing it by"),
            server("CacheLockMaxAge", SERVER, seconds(1)),
            server("CacheLockPath", SERVER, TEXT).but("read, and without effect: locks live in memory"),
            location("CacheHeader", SERVER, FLAG),
            location("CacheDetailHeader", SERVER, FLAG),
            location("CacheStaleOnError", SERVER, FLAG),
            location("CacheSocacheMaxSize", SERVER, number(1024, 1 << 30)),
            location("CacheSocacheMaxTime", SERVER, seconds(0)),
            location("CacheSocacheMinTime", SERVER, seconds(0)),
            location("CacheSocacheReadSize", SERVER, number(0, 1 << 30)).but(WITHOUT_EFFECT),
            location("CacheSocacheReadTime", SERVER, seconds(0)).but(WITHOUT_EFFECT)));

    /** Lists of names, to which every line adds. */
    private static final Map<String, Setting> LISTS = Setting.table(List.of(
            server("CacheIgnoreHeaders", SERVER, NAMES), server("CacheIgnoreURLSessionIdentifiers", SERVER, NAMES)));

    private static final String ENABLE = "CacheEnable";
    private static final String DISABLE = "CacheDisable";
    private static final String SOCACHE = "CacheSocache";
    private static final String PATH = "Location";
    private static final Set<String> OTHERS = Set.of("cacheenable", "cachedisable", "cachesocache");

    private static final String NONE = "None";

    private static final String SOCACHE_STORAGE = "socache";

    /** The storages whose names are the same here. */
    private static final Set<String> STORAGES = Set.of(SOCACHE_STORAGE, "disk");

    private static final String NO_DEFAULT_EXPIRE =
            "what says nothing about its lifetime is kept for an hour by httpd, and not"
                    + " at all here; for httpd's way write CacheDefaultExpire = 3600";

    private final boolean hasDefaultExpire;
    private boolean toldOfDefaultExpire;

    HttpCacheRules(List<Directive> all) {
        hasDefaultExpire = all.stream().anyMatch(directive -> directive.is("CacheDefaultExpire"));
    }

    @Override
    public boolean know(Directive directive) {
        return SETTINGS.containsKey(directive.name())
                || LISTS.containsKey(directive.name())
                || OTHERS.contains(directive.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void apply(Directive directive, Surroundings around, Draft draft) {
        draft.feature("socache-http");
        if (around.obstacle() != null) {
            draft.refuse(directive, around.obstacle());
        } else if (directive.is(ENABLE)) {
            enable(directive, around, draft);
        } else if (directive.is(DISABLE)) {
            disable(directive, around, draft);
        } else if (directive.is(SOCACHE)) {
            Specification.set(directive, SERVER, SOCACHE, Differences.everyHost(around), draft);
        } else if (LISTS.containsKey(directive.name())) {
            list(LISTS.get(directive.name()), directive, around, draft);
        } else {
            setting(SETTINGS.get(directive.name()), directive, around, draft);
        }
    }

    private void enable(Directive directive, Surroundings around, Draft draft) {
        String difference = Differences.join(
                otherStorage(directive), Differences.folder(around), Differences.namelessHost(around), defaultExpire());
        String url = directive.argument(1);
        String whole = url.isEmpty() ? around.path() : url;
        if (directive.arguments().isEmpty() || url.isEmpty() && !around.isLocation()) {
            draft.refuse(directive, "needs a storage, and a URL outside of a location");
        } else if (URL.problem(whole) != null) {
            draft.refuse(directive, "\"" + whole + "\" is not " + URL.problem(whole));
        } else if (around.isLocation() && !url.isEmpty() && !url.startsWith(around.path())) {
            draft.refuse(directive, "is refused by httpd: " + url + " does not begin with " + around.path());
        } else if (url.contains("://")
                || url.isEmpty() && !around.site().urls("/").get(0).startsWith("/")) {
            String path = url.isEmpty() ? around.path() : url;
            List<String> urls = url.isEmpty() ? around.site().urls(path) : List.of(path);
            draft.append(directive, SERVER, ENABLE, enabled(directive, urls), ", ", difference);
        } else if (around.isLocation()) {
            inLocation(directive, (storage(directive) + " " + url).trim(), around, difference, draft);
        } else {
            draft.append(
                    directive, SERVER, ENABLE, enabled(directive, around.site().urls(url)), ", ", difference);
        }
    }

    /** A second storage for the same location comes behind the first; the same one again is the same. */
    private static void inLocation(
            Directive directive, String value, Surroundings around, String difference, Draft draft) {
        String file = locationFile(around, draft);
        String before = draft.value(file, ENABLE);
        if (before == null || List.of(before.split(", ")).contains(value)) {
            draft.set(directive, file, ENABLE, before == null ? value : before, difference);
        } else {
            draft.append(directive, file, ENABLE, value, ", ", difference);
        }
    }

    private static String enabled(Directive directive, List<String> urls) {
        String storage = storage(directive) + " ";
        return storage + String.join(", " + storage, urls);
    }

    private static String storage(Directive directive) {
        String name = directive.argument(0).toLowerCase(Locale.ROOT);
        return STORAGES.contains(name) ? name : SOCACHE_STORAGE;
    }

    private static String otherStorage(Directive directive) {
        String name = directive.argument(0);
        return storage(directive).equalsIgnoreCase(name)
                ? null
                : "kept in the shared object cache (CacheSocache), not by \"" + name + "\"";
    }

    private String defaultExpire() {
        if (hasDefaultExpire || toldOfDefaultExpire) {
            return null;
        }
        toldOfDefaultExpire = true;
        return NO_DEFAULT_EXPIRE;
    }

    private static void disable(Directive directive, Surroundings around, Draft draft) {
        String difference = Differences.folder(around);
        if (!around.isLocation() && URL.problem(directive.value()) != null) {
            draft.refuse(directive, "\"" + directive.value() + "\" is not " + URL.problem(directive.value()));
        } else if (!around.isLocation()) {
            List<String> urls = around.site().urls(directive.argument(0));
            draft.append(
                    directive,
                    SERVER,
                    DISABLE,
                    String.join(", ", urls),
                    ", ",
                    Differences.join(difference, Differences.namelessHost(around)));
        } else if (directive.argument(0).equalsIgnoreCase("on")) {
            String everyHost = Differences.everyHost(around);
            draft.set(directive, locationFile(around, draft), DISABLE, "on", Differences.join(difference, everyHost));
        } else {
            draft.refuse(directive, "can only be \"on\" in a location");
        }
    }

    private static void list(Setting list, Directive directive, Surroundings around, Draft draft) {
        String wrong = list.value().problem(directive.value());
        if (wrong != null) {
            draft.refuse(directive, "\"" + directive.value() + "\" is not " + wrong);
        } else if (isNone(draft.value(SERVER, list.name()))) {
            draft.set(directive, SERVER, list.name(), NONE, "as in httpd, where nothing is added to None");
        } else if (isNone(directive.value())) {
            draft.set(directive, SERVER, list.name(), NONE, Differences.everyHost(around));
        } else {
            draft.append(directive, SERVER, list.name(), directive.value(), " ", Differences.everyHost(around));
        }
    }

    private static boolean isNone(String value) {
        return NONE.equalsIgnoreCase(value);
    }

    private static void setting(Setting setting, Directive directive, Surroundings around, Draft draft) {
        if (!around.isLocation() || !setting.perLocation()) {
            setting.apply(directive, around, draft);
            return;
        }
        String difference =
                Differences.join(setting.difference(), Differences.folder(around), Differences.everyHost(around));
        setting.apply(directive, locationFile(around, draft), difference, draft);
    }

    private static String locationFile(Surroundings around, Draft draft) {
        String file = draft.instanceFile(LOCATION, around.path());
        draft.need(file, PATH, around.path());
        return file;
    }

    /** httpd lays all locations that cover a page over each other; here the longest path decides alone. */
    @Override
    public void finish(Draft draft) {
        // what is left of a location whose every line was refused
        draft.files(LOCATION).stream()
                .filter(file -> file.values().size() == 1)
                .forEach(file -> draft.drop(file.name()));
        List<PlannedFile> innermostFirst = draft.files(LOCATION).stream()
                .sorted(Comparator.comparingInt(
                                (PlannedFile file) -> file.get(PATH).length())
                        .reversed())
                .toList();
        for (PlannedFile inner : innermostFirst) {
            for (PlannedFile outer : innermostFirst) {
                if (inner != outer && isBelow(inner.get(PATH), outer.get(PATH))) {
                    inherit(inner, outer);
                }
            }
        }
    }

    private static boolean isBelow(String inner, String outer) {
        return inner.startsWith(outer.endsWith("/") ? outer : outer + "/");
    }

    private static void inherit(PlannedFile inner, PlannedFile outer) {
        outer.values().forEach((key, value) -> {
            if (inner.get(key) == null && !key.equals(ENABLE)) {
                inner.put(key, value);
            } else if (inner.get(key) == null && covers(value, inner.get(PATH))) {
                inner.put(key, value.split(" ")[0]);
            }
        });
    }

    private static boolean covers(String enable, String path) {
        return path.startsWith(enable.substring(enable.indexOf(' ') + 1).trim()) || enable.indexOf(' ') < 0;
    }
}
