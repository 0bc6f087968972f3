// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The values of all directives that shape decisions, for one place of the configuration. Immutable; made by
 * {@link Builder}. Names, meanings and defaults are httpd's, except where a builder method says otherwise.
 */
public final class CachePolicy {

    private static final CachePolicy DEFAULTS = builder().build();

    private final Builder values;

    private CachePolicy(Builder values) {
        this.values = values;
    }

    /** All directives at their defaults. */
    public static CachePolicy defaults() {
        return DEFAULTS;
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values: how a location inherits from the server. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    long defaultExpire() {
        return values.defaultExpire;
    }

    long maxExpire() {
        return values.maxExpire;
    }

    long minExpire() {
        return values.minExpire;
    }

    double lastModifiedFactor() {
        return values.lastModifiedFactor;
    }

    boolean ignoreNoLastMod() {
        return values.ignoreNoLastMod;
    }

    boolean ignoreCacheControl() {
        return values.ignoreCacheControl;
    }

    boolean storeExpired() {
        return values.storeExpired;
    }

    boolean storePrivate() {
        return values.storePrivate;
    }

    boolean storeNoStore() {
        return values.storeNoStore;
    }

    boolean ignoresHeader(String name) {
        return values.ignoreHeaders.contains(name);
    }

    boolean ignoreQueryString() {
        return values.ignoreQueryString;
    }

    List<String> sessionIdentifiers() {
        return values.sessionIdentifiers;
    }

    KeyBase keyBase() {
        return values.keyBase;
    }

    boolean staleOnError() {
        return values.staleOnError;
    }

    boolean cacheHeader() {
        return values.cacheHeader;
    }

    boolean detailHeader() {
        return values.detailHeader;
    }

    long maxTime() {
        return values.maxTime;
    }

    long minTime() {
        return values.minTime;
    }

    /** Bytes of the largest record (CacheSocacheMaxSize, or more where another storage takes it). */
    public long maxSize() {
        return values.maxSize;
    }

    List<String> targets() {
        return values.targets;
    }

    int variantLimit() {
        return values.variantLimit;
    }

    String serverName() {
        return values.serverName;
    }

    /** Collects directive values. Not for use by several threads. */
    public static final class Builder {

        private long defaultExpire = -1;
        private long maxExpire = 86_400;
        private long minExpire;
        private double lastModifiedFactor = 0.1;
        private boolean ignoreNoLastMod;
        private boolean ignoreCacheControl;
        private boolean storeExpired;
        private boolean storePrivate;
        private boolean storeNoStore;
        private Set<String> ignoreHeaders = Set.of();
        private boolean ignoreQueryString;
        private List<String> sessionIdentifiers = List.of();
        private KeyBase keyBase = KeyBase.REQUEST;
        private boolean staleOnError = true;
        private boolean cacheHeader;
        private boolean detailHeader;
        private long maxTime = 86_400;
        private long minTime = 600;
        private long maxSize = 102_400;
        private List<String> targets = List.of("CDN-Cache-Control");
        private int variantLimit = 32;
        private String serverName = "socache";

        private Builder() {}

        private Builder(Builder other) {
            defaultExpire = other.defaultExpire;
            maxExpire = other.maxExpire;
            minExpire = other.minExpire;
            lastModifiedFactor = other.lastModifiedFactor;
            ignoreNoLastMod = other.ignoreNoLastMod;
            ignoreCacheControl = other.ignoreCacheControl;
            storeExpired = other.storeExpired;
            storePrivate = other.storePrivate;
            storeNoStore = other.storeNoStore;
            ignoreHeaders = other.ignoreHeaders;
            ignoreQueryString = other.ignoreQueryString;
            sessionIdentifiers = other.sessionIdentifiers;
            keyBase = other.keyBase;
            staleOnError = other.staleOnError;
            cacheHeader = other.cacheHeader;
            detailHeader = other.detailHeader;
            maxTime = other.maxTime;
            minTime = other.minTime;
            maxSize = other.maxSize;
            targets = other.targets;
            variantLimit = other.variantLimit;
            serverName = other.serverName;
        }

        /**
         * CacheDefaultExpire, seconds: the lifetime where the response states none and none can be estimated; -1, the default,
         * gives none. httpd invents an hour; here a lifetime out of nothing must be asked for.
         */
        public Builder defaultExpire(long seconds) {
            defaultExpire = seconds;
            return this;
        }

        /**
         * CacheMaxExpire, seconds, default 86400: no response is served for longer without asking the origin, also when it
         * states a longer lifetime itself, as httpd's manual promises (httpd applies it only to estimates).
         */
        public Builder maxExpire(long seconds) {
            maxExpire = notNegative("CacheMaxExpire", seconds);
            return this;
        }

        /** CacheMinExpire, seconds, default 0: lower bound of lifetimes that the origin did not state. */
        public Builder minExpire(long seconds) {
            minExpire = notNegative("CacheMinExpire", seconds);
            return this;
        }

        /** CacheLastModifiedFactor, default 0.1: estimated lifetime as a part of the time since Last-Modified. */
        public Builder lastModifiedFactor(double factor) {
            if (!(factor >= 0 && factor <= 1000)) {
                throw new IllegalArgumentException("CacheLastModifiedFactor " + factor + " is not between 0 and 1000");
            }
            lastModifiedFactor = factor;
            return this;
        }

        /** CacheIgnoreNoLastMod, default off: store responses that have neither a lifetime nor a validator. */
        public Builder ignoreNoLastMod(boolean on) {
            ignoreNoLastMod = on;
            return this;
        }

        /** CacheIgnoreCacheControl, default off: ignore no-cache, no-store, max-age, min-fresh and Pragma of clients. */
        public Builder ignoreCacheControl(boolean on) {
            ignoreCacheControl = on;
            return this;
        }

        /** CacheStoreExpired, default off: store responses that are stale on arrival, to validate them later. */
        public Builder storeExpired(boolean on) {
            storeExpired = on;
            return this;
        }

        /** CacheStorePrivate, default off: store responses marked private. */
        public Builder storePrivate(boolean on) {
            storePrivate = on;
            return this;
        }

        /** CacheStoreNoStore, default off: store responses marked no-store. */
        public Builder storeNoStore(boolean on) {
            storeNoStore = on;
            return this;
        }

        /** CacheIgnoreHeaders, default none: response fields that are not stored. */
        public Builder ignoreHeaders(java.util.Collection<String> names) {
            TreeSet<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            set.addAll(names);
            ignoreHeaders = set;
            return this;
        }

        /** CacheIgnoreQueryString, default off: leave the query out of the key. */
        public Builder ignoreQueryString(boolean on) {
            ignoreQueryString = on;
            return this;
        }

        /** CacheIgnoreURLSessionIdentifiers, default none: parameters that are left out of the key, case-sensitive. */
        public Builder sessionIdentifiers(List<String> names) {
            sessionIdentifiers = List.copyOf(names);
            return this;
        }

        /** CacheKeyBaseURL, default {@link KeyBase#REQUEST}: scheme, host and port that stand in all keys. */
        public Builder keyBase(KeyBase base) {
            keyBase = base;
            return this;
        }

        /**
         * CacheStaleOnError, default on: serve stale content when the origin fails or answers 5xx; for as long as
         * {@code stale-if-error} allows, or where the origin says nothing, while the entry lives.
         */
        public Builder staleOnError(boolean on) {
            staleOnError = on;
            return this;
        }

        /** CacheHeader, default off: add {@code X-Cache}. */
        public Builder cacheHeader(boolean on) {
            cacheHeader = on;
            return this;
        }

        /** CacheDetailHeader, default off: add {@code X-Cache-Detail}. */
        public Builder detailHeader(boolean on) {
            detailHeader = on;
            return this;
        }

        /** CacheSocacheMaxTime, seconds, default 86400: the longest time an entry stays in the store, whatever its lifetime. */
        public Builder maxTime(long seconds) {
            maxTime = notNegative("CacheSocacheMaxTime", seconds);
            return this;
        }

        /** CacheSocacheMinTime, seconds, default 600: how long an entry stays after it went stale, to be validated. */
        public Builder minTime(long seconds) {
            minTime = notNegative("CacheSocacheMinTime", seconds);
            return this;
        }

        /** CacheSocacheMaxSize, bytes, default 102400: limit of the whole record, fields and key included. */
        public Builder maxSize(long bytes) {
            if (bytes < 1024) {
                throw new IllegalArgumentException("CacheSocacheMaxSize " + bytes + " is below the minimum 1024");
            }
            maxSize = bytes;
            return this;
        }

        /**
         * Fields that replace Cache-Control and Expires for this cache, most specific first (RFC 9213 section 2.2); default
         * CDN-Cache-Control. httpd has none.
         */
        public Builder targets(List<String> fieldNames) {
            targets = List.copyOf(fieldNames);
            return this;
        }

        /** How many variants of one resource are kept, default 32; the oldest makes room. httpd has no limit. */
        public Builder variantLimit(int variants) {
            if (variants < 1 || variants > 1000) {
                throw new IllegalArgumentException(variants + " variants per resource are not between 1 and 1000");
            }
            variantLimit = variants;
            return this;
        }

        /** The name of this cache in Cache-Status, X-Cache and X-Cache-Detail; default {@code socache}. */
        public Builder serverName(String name) {
            if (!name.toLowerCase(Locale.ROOT).matches("[a-z*][a-z0-9._:/*%!#$&'+^`|~-]*")) {
                throw new IllegalArgumentException("\"" + name + "\" is not a token, for instance cache1.example.org");
            }
            serverName = name;
            return this;
        }

        /** The policy. The builder can be used on. */
        public CachePolicy build() {
            return new CachePolicy(new Builder(this));
        }

        private static long notNegative(String directive, long seconds) {
            if (seconds < 0) {
                throw new IllegalArgumentException(directive + " " + seconds + " is negative");
            }
            return seconds;
        }
    }
}
