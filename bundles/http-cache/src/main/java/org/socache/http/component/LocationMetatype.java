// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the web console knows of {@code etc/org.socache.http.location-NAME.cfg}; empty means as in the server's file. The elements are named as httpd names its directives. */
@ObjectClassDefinition(
        name = "Socache: HTTP cache, one location",
        description = "Directives of mod_cache and mod_cache_socache; see the comments in the cfg file.")
@interface LocationMetatype {

    @AttributeDefinition(
            name = "Location",
            description = "The path these directives are for; it covers what is below it.")
    String Location() default "";

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
            name = "CacheSocacheMaxSize",
            description = "Largest record in bytes, 1024 to 1073741824.",
            required = false)
    String CacheSocacheMaxSize() default "";

    @AttributeDefinition(
            name = "CacheSocacheMaxTime",
            description = "Seconds an entry is kept at most.",
            required = false)
    String CacheSocacheMaxTime() default "";

    @AttributeDefinition(
            name = "CacheSocacheMinTime",
            description = "Seconds an entry is kept after its lifetime, to be validated.",
            required = false)
    String CacheSocacheMinTime() default "";

    @AttributeDefinition(
            name = "CacheSocacheReadSize",
            description = "Accepted for httpd's sake, without effect.",
            required = false)
    String CacheSocacheReadSize() default "";

    @AttributeDefinition(
            name = "CacheSocacheReadTime",
            description = "Accepted for httpd's sake, without effect.",
            required = false)
    String CacheSocacheReadTime() default "";

    @AttributeDefinition(
            name = "CacheDefaultExpire",
            description = "Seconds of life for responses that say nothing about it; empty for none.",
            required = false)
    String CacheDefaultExpire() default "";

    @AttributeDefinition(
            name = "CacheMaxExpire",
            description = "Seconds after which the origin is asked in any case.",
            required = false)
    String CacheMaxExpire() default "";

    @AttributeDefinition(
            name = "CacheMinExpire",
            description = "Lower bound, in seconds, of lifetimes the origin did not state.",
            required = false)
    String CacheMinExpire() default "";

    @AttributeDefinition(
            name = "CacheLastModifiedFactor",
            description = "Lifetime as a part of the time since Last-Modified.",
            required = false)
    String CacheLastModifiedFactor() default "";

    @AttributeDefinition(
            name = "CacheIgnoreNoLastMod",
            description = "on: store responses with neither a lifetime nor a validator.",
            required = false)
    String CacheIgnoreNoLastMod() default "";

    @AttributeDefinition(
            name = "CacheStoreExpired",
            description = "on: store responses that are stale when they arrive.",
            required = false)
    String CacheStoreExpired() default "";

    @AttributeDefinition(
            name = "CacheStorePrivate",
            description = "on: store responses marked private.",
            required = false)
    String CacheStorePrivate() default "";

    @AttributeDefinition(
            name = "CacheStoreNoStore",
            description = "on: store responses marked no-store.",
            required = false)
    String CacheStoreNoStore() default "";

    @AttributeDefinition(
            name = "CacheStaleOnError",
            description = "on: serve stale content when the origin fails, where that is allowed.",
            required = false)
    String CacheStaleOnError() default "";

    @AttributeDefinition(name = "CacheHeader", description = "on: add X-Cache.", required = false)
    String CacheHeader() default "";

    @AttributeDefinition(name = "CacheDetailHeader", description = "on: add X-Cache-Detail.", required = false)
    String CacheDetailHeader() default "";
}
