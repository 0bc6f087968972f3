// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the web console knows of {@code etc/org.socache.http.cfg}. The elements are named as httpd names its directives. */
@ObjectClassDefinition(
        name = "Socache: HTTP cache",
        description = "Directives of mod_cache and mod_cache_socache; see the comments in the cfg file.")
@interface ServerMetatype {

    @AttributeDefinition(
            name = "CacheEnable",
            description =
                    "Storage and URL prefix where caching is on, several with commas between: socache /docs, socache /reports. In a location: socache alone.",
            required = false)
    String CacheEnable() default "";

    @AttributeDefinition(
            name = "CacheDisable",
            description = "URL prefixes where caching is off, several with commas between. In a location: on.",
            required = false)
    String CacheDisable() default "";

    @AttributeDefinition(
            name = "CacheQuickHandler",
            description =
                    "on: requests are answered before any web context sees them; off: the cache is a filter of each context.",
            required = false)
    String CacheQuickHandler() default "on";

    @AttributeDefinition(
            name = "CacheSocache",
            description = "Provider and its argument, for instance shmcb:data/http.cache(67108864).",
            required = false)
    String CacheSocache() default "shmcb:data/http.cache(67108864)";

    @AttributeDefinition(
            name = "CacheSocacheMaxSize",
            description = "Largest record in bytes, 1024 to 1073741824.",
            required = false)
    String CacheSocacheMaxSize() default "102400";

    @AttributeDefinition(
            name = "CacheSocacheMaxTime",
            description = "Seconds an entry is kept at most.",
            required = false)
    String CacheSocacheMaxTime() default "86400";

    @AttributeDefinition(
            name = "CacheSocacheMinTime",
            description = "Seconds an entry is kept after its lifetime, to be validated.",
            required = false)
    String CacheSocacheMinTime() default "600";

    @AttributeDefinition(
            name = "CacheSocacheReadSize",
            description = "Accepted for httpd's sake, without effect.",
            required = false)
    String CacheSocacheReadSize() default "0";

    @AttributeDefinition(
            name = "CacheSocacheReadTime",
            description = "Accepted for httpd's sake, without effect.",
            required = false)
    String CacheSocacheReadTime() default "0";

    @AttributeDefinition(
            name = "CacheDefaultExpire",
            description = "Seconds of life for responses that say nothing about it; empty for none.",
            required = false)
    String CacheDefaultExpire() default "";

    @AttributeDefinition(
            name = "CacheMaxExpire",
            description = "Seconds after which the origin is asked in any case.",
            required = false)
    String CacheMaxExpire() default "86400";

    @AttributeDefinition(
            name = "CacheMinExpire",
            description = "Lower bound, in seconds, of lifetimes the origin did not state.",
            required = false)
    String CacheMinExpire() default "0";

    @AttributeDefinition(
            name = "CacheLastModifiedFactor",
            description = "Lifetime as a part of the time since Last-Modified.",
            required = false)
    String CacheLastModifiedFactor() default "0.1";

    @AttributeDefinition(
            name = "CacheIgnoreNoLastMod",
            description = "on: store responses with neither a lifetime nor a validator.",
            required = false)
    String CacheIgnoreNoLastMod() default "off";

    @AttributeDefinition(
            name = "CacheIgnoreCacheControl",
            description = "on: ignore no-cache, no-store, max-age, min-fresh and Pragma of clients.",
            required = false)
    String CacheIgnoreCacheControl() default "off";

    @AttributeDefinition(
            name = "CacheIgnoreHeaders",
            description = "Response fields that are not stored, with blanks between, or None.",
            required = false)
    String CacheIgnoreHeaders() default "None";

    @AttributeDefinition(
            name = "CacheIgnoreQueryString",
            description = "on: leave the query out of the key.",
            required = false)
    String CacheIgnoreQueryString() default "off";

    @AttributeDefinition(
            name = "CacheIgnoreURLSessionIdentifiers",
            description = "Session parameters left out of the key, with blanks between, or None.",
            required = false)
    String CacheIgnoreURLSessionIdentifiers() default "None";

    @AttributeDefinition(
            name = "CacheKeyBaseURL",
            description = "Scheme, host and port for all keys; empty for those of the request.",
            required = false)
    String CacheKeyBaseURL() default "";

    @AttributeDefinition(
            name = "CacheStoreExpired",
            description = "on: store responses that are stale when they arrive.",
            required = false)
    String CacheStoreExpired() default "off";

    @AttributeDefinition(
            name = "CacheStorePrivate",
            description = "on: store responses marked private.",
            required = false)
    String CacheStorePrivate() default "off";

    @AttributeDefinition(
            name = "CacheStoreNoStore",
            description = "on: store responses marked no-store.",
            required = false)
    String CacheStoreNoStore() default "off";

    @AttributeDefinition(
            name = "CacheStaleOnError",
            description = "on: serve stale content when the origin fails, where that is allowed.",
            required = false)
    String CacheStaleOnError() default "on";

    @AttributeDefinition(
            name = "CacheLock",
            description = "on: one request fetches, the others wait for it or get the stale page.",
            required = false)
    String CacheLock() default "off";

    @AttributeDefinition(
            name = "CacheLockMaxAge",
            description = "Seconds that requests wait for another one at most, 1 or more.",
            required = false)
    String CacheLockMaxAge() default "5";

    @AttributeDefinition(
            name = "CacheLockPath",
            description = "Accepted for httpd's sake, without effect: locks live in memory.",
            required = false)
    String CacheLockPath() default "";

    @AttributeDefinition(name = "CacheHeader", description = "on: add X-Cache.", required = false)
    String CacheHeader() default "off";

    @AttributeDefinition(name = "CacheDetailHeader", description = "on: add X-Cache-Detail.", required = false)
    String CacheDetailHeader() default "off";
}
