// SPDX-License-Identifier: Apache-2.0
package org.socache.http.config;

import java.util.function.Consumer;
import java.util.function.LongConsumer;

import org.socache.http.engine.CachePolicy;
import org.socache.http.engine.KeyBase;

/** Turns directives into the rules' {@link CachePolicy}; what a file does not name stays as the builder has it. */
final class PolicyReader {

    /** The largest object a store may be asked to hold: it travels as one array. */
    static final long MAXIMUM_SIZE = 1L << 30;

    private final Directives directives;
    private final CachePolicy.Builder policy;

    PolicyReader(Directives directives, CachePolicy.Builder policy) {
        this.directives = directives;
        this.policy = policy;
    }

    /** The directives that stand in a server's file only. */
    PolicyReader server() throws InvalidDirectiveException {
        policy.ignoreCacheControl(directives.flag(Directive.CACHE_IGNORE_CACHE_CONTROL));
        policy.ignoreHeaders(directives.names(Directive.CACHE_IGNORE_HEADERS));
        policy.ignoreQueryString(directives.flag(Directive.CACHE_IGNORE_QUERY_STRING));
        policy.sessionIdentifiers(directives.names(Directive.CACHE_IGNORE_URL_SESSION_IDENTIFIERS));
        if (directives.has(Directive.CACHE_KEY_BASE_URL)) {
            String url = directives.text(Directive.CACHE_KEY_BASE_URL);
            policy.keyBase(directives.parsed(Directive.CACHE_KEY_BASE_URL, url, KeyBase::parse));
        }
        return this;
    }

    /** The directives that a location may have too. */
    PolicyReader location() throws InvalidDirectiveException {
        seconds(Directive.CACHE_DEFAULT_EXPIRE, policy::defaultExpire);
        seconds(Directive.CACHE_MAX_EXPIRE, policy::maxExpire);
        seconds(Directive.CACHE_MIN_EXPIRE, policy::minExpire);
        seconds(Directive.CACHE_SOCACHE_MAX_TIME, policy::maxTime);
        seconds(Directive.CACHE_SOCACHE_MIN_TIME, policy::minTime);
        flag(Directive.CACHE_IGNORE_NO_LAST_MOD, policy::ignoreNoLastMod);
        flag(Directive.CACHE_STORE_EXPIRED, policy::storeExpired);
        flag(Directive.CACHE_STORE_PRIVATE, policy::storePrivate);
        flag(Directive.CACHE_STORE_NO_STORE, policy::storeNoStore);
        flag(Directive.CACHE_STALE_ON_ERROR, policy::staleOnError);
        flag(Directive.CACHE_HEADER, policy::cacheHeader);
        flag(Directive.CACHE_DETAIL_HEADER, policy::detailHeader);
        if (directives.has(Directive.CACHE_SOCACHE_MAX_SIZE)) {
            policy.maxSize(maximumSize(directives));
        }
        if (directives.has(Directive.CACHE_LAST_MODIFIED_FACTOR)) {
            policy.lastModifiedFactor(directives.factor(Directive.CACHE_LAST_MODIFIED_FACTOR));
        }
        // read for the sake of their errors only: a response is never held back, so there is nothing to bound
        directives.number(Directive.CACHE_SOCACHE_READ_SIZE, 0, MAXIMUM_SIZE, "bytes");
        directives.number(Directive.CACHE_SOCACHE_READ_TIME, 0, Integer.MAX_VALUE, "milliseconds");
        return this;
    }

    CachePolicy build() {
        return policy.build();
    }

    static long maximumSize(Directives directives) throws InvalidDirectiveException {
        return directives.number(Directive.CACHE_SOCACHE_MAX_SIZE, 1024, MAXIMUM_SIZE, "bytes");
    }

    private void seconds(Directive directive, LongConsumer setter) throws InvalidDirectiveException {
        if (directives.has(directive)) {
            setter.accept(directives.seconds(directive, 0));
        }
    }

    private void flag(Directive directive, Consumer<Boolean> setter) throws InvalidDirectiveException {
        if (directives.has(directive)) {
            setter.accept(directives.flag(directive));
        }
    }
}
