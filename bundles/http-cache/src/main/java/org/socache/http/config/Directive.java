// SPDX-License-Identifier: Apache-2.0
package org.socache.http.config;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every directive of the HTTP cache with httpd's name and default. The shipped cfg file and the metatype are tested
 * against this list.
 */
public enum Directive {
    CACHE_ENABLE("CacheEnable", "", Context.LOCATION),
    CACHE_DISABLE("CacheDisable", "", Context.LOCATION),
    CACHE_QUICK_HANDLER("CacheQuickHandler", "on", Context.SERVER),
    CACHE_SOCACHE("CacheSocache", "shmcb:data/http.cache(67108864)", Context.SERVER),
    CACHE_SOCACHE_MAX_SIZE("CacheSocacheMaxSize", "102400", Context.LOCATION),
    CACHE_SOCACHE_MAX_TIME("CacheSocacheMaxTime", "86400", Context.LOCATION),
    CACHE_SOCACHE_MIN_TIME("CacheSocacheMinTime", "600", Context.LOCATION),
    CACHE_SOCACHE_READ_SIZE("CacheSocacheReadSize", "0", Context.LOCATION),
    CACHE_SOCACHE_READ_TIME("CacheSocacheReadTime", "0", Context.LOCATION),
    CACHE_DEFAULT_EXPIRE("CacheDefaultExpire", "", Context.LOCATION),
    CACHE_MAX_EXPIRE("CacheMaxExpire", "86400", Context.LOCATION),
    CACHE_MIN_EXPIRE("CacheMinExpire", "0", Context.LOCATION),
    CACHE_LAST_MODIFIED_FACTOR("CacheLastModifiedFactor", "0.1", Context.LOCATION),
    CACHE_IGNORE_NO_LAST_MOD("CacheIgnoreNoLastMod", "off", Context.LOCATION),
    CACHE_IGNORE_CACHE_CONTROL("CacheIgnoreCacheControl", "off", Context.SERVER),
    CACHE_IGNORE_HEADERS("CacheIgnoreHeaders", "None", Context.SERVER),
    CACHE_IGNORE_QUERY_STRING("CacheIgnoreQueryString", "off", Context.SERVER),
    CACHE_IGNORE_URL_SESSION_IDENTIFIERS("CacheIgnoreURLSessionIdentifiers", "None", Context.SERVER),
    CACHE_KEY_BASE_URL("CacheKeyBaseURL", "", Context.SERVER),
    CACHE_STORE_EXPIRED("CacheStoreExpired", "off", Context.LOCATION),
    CACHE_STORE_PRIVATE("CacheStorePrivate", "off", Context.LOCATION),
    CACHE_STORE_NO_STORE("CacheStoreNoStore", "off", Context.LOCATION),
    CACHE_STALE_ON_ERROR("CacheStaleOnError", "on", Context.LOCATION),
    CACHE_LOCK("CacheLock", "off", Context.SERVER),
    CACHE_LOCK_MAX_AGE("CacheLockMaxAge", "5", Context.SERVER),
    CACHE_LOCK_PATH("CacheLockPath", "", Context.SERVER),
    CACHE_HEADER("CacheHeader", "off", Context.LOCATION),
    CACHE_DETAIL_HEADER("CacheDetailHeader", "off", Context.LOCATION),
    /** The path of a per-location file; not of httpd, where it is the enclosing section. */
    LOCATION("Location", "", Context.LOCATION_ONLY);

    /** Where a directive may stand. */
    enum Context {
        /** Only in the server's file. */
        SERVER,
        /** In the server's file and in a location's. */
        LOCATION,
        /** Only in a location's file. */
        LOCATION_ONLY
    }

    private static final Map<String, Directive> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(d -> fold(d.key), Function.identity()));

    private final String key;
    private final String defaultText;
    private final Context context;

    Directive(String key, String defaultText, Context context) {
        this.key = key;
        this.defaultText = defaultText;
        this.context = context;
    }

    /** The name as httpd's manual writes it. */
    public String key() {
        return key;
    }

    /** What holds where the file says nothing; empty for nothing at all. */
    public String defaultText() {
        return defaultText;
    }

    /** Whether the server's file may have it. */
    public boolean inServer() {
        return context != Context.LOCATION_ONLY;
    }

    /** Whether a location's file may have it. */
    public boolean inLocation() {
        return context != Context.SERVER;
    }

    /** The directive of that name in any case, or null. */
    static Directive named(String key) {
        return BY_NAME.get(fold(key));
    }

    private static String fold(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
