// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.socache.api.CacheSpecification;
import org.socache.api.InvalidSpecificationException;
import org.socache.ssl.provider.spi.Directives;

/**
 * The directives, checked. Names and defaults are httpd's.
 *
 * @param use SSLUseStapling
 * @param specification SSLStaplingCache; null only if stapling is off
 * @param standardLife how long a good response serves before a new one is asked for
 * @param errorLife how long at most until a responder that failed is asked again
 * @param returnErrors whether anything but {@code good} is shown to clients
 * @param fakeTryLater whether clients are told {@code tryLater} while there is no answer
 * @param responderTimeout for one query, in all
 * @param maximumAge since thisUpdate; null if it does not matter
 * @param skew slack in comparing times with the responder's
 * @param forceUrl instead of what certificates say; may be null
 * @param proxy HTTP proxy for queries; may be null
 */
record StaplingSettings(
        boolean use,
        CacheSpecification specification,
        Duration standardLife,
        Duration errorLife,
        boolean returnErrors,
        boolean fakeTryLater,
        Duration responderTimeout,
        Duration maximumAge,
        Duration skew,
        URI forceUrl,
        URI proxy) {

    static final String PID = "org.socache.ssl.stapling";
    static final String CACHE = "SSLStaplingCache";

    private static final String USE = "SSLUseStapling";
    private static final String STANDARD_LIFE = "SSLStaplingStandardCacheTimeout";
    private static final String ERROR_LIFE = "SSLStaplingErrorCacheTimeout";
    private static final String RETURN_ERRORS = "SSLStaplingReturnResponderErrors";
    private static final String FAKE_TRY_LATER = "SSLStaplingFakeTryLater";
    private static final String RESPONDER_TIMEOUT = "SSLStaplingResponderTimeout";
    private static final String MAXIMUM_AGE = "SSLStaplingResponseMaxAge";
    private static final String SKEW = "SSLStaplingResponseTimeSkew";
    private static final String FORCE_URL = "SSLStaplingForceURL";
    private static final String PROXY = "SSLOCSPProxyURL";

    private static final Set<String> NAMES = Set.of(
            USE,
            CACHE,
            STANDARD_LIFE,
            ERROR_LIFE,
            RETURN_ERRORS,
            FAKE_TRY_LATER,
            RESPONDER_TIMEOUT,
            MAXIMUM_AGE,
            SKEW,
            FORCE_URL,
            PROXY);

    private static final int WEEK = 604_800;

    /** Whether the others ask for another provider and for nothing else: the cache switches then, and all goes on meanwhile. */
    boolean differOnlyInProvider(StaplingSettings others) {
        return use
                && new StaplingSettings(
                                use,
                                others.specification,
                                standardLife,
                                errorLife,
                                returnErrors,
                                fakeTryLater,
                                responderTimeout,
                                maximumAge,
                                skew,
                                forceUrl,
                                proxy)
                        .equals(others);
    }

    /** @throws IllegalArgumentException if a value cannot be; the message is for the administrator */
    static StaplingSettings of(Map<String, ?> configuration) {
        Directives directives = new Directives(PID, configuration, NAMES);
        boolean use = directives.flag(USE, false);
        int maximumAge = directives.number(MAXIMUM_AGE, -1, Integer.MAX_VALUE, -1);
        return new StaplingSettings(
                use,
                specification(directives, use),
                seconds(directives, STANDARD_LIFE, 1, WEEK, 3_600),
                seconds(directives, ERROR_LIFE, 1, WEEK, 600),
                directives.flag(RETURN_ERRORS, true),
                directives.flag(FAKE_TRY_LATER, true),
                seconds(directives, RESPONDER_TIMEOUT, 1, 300, 10),
                maximumAge < 0 ? null : Duration.ofSeconds(maximumAge),
                seconds(directives, SKEW, 0, 86_400, 300),
                url(directives, FORCE_URL),
                url(directives, PROXY));
    }

    private static Duration seconds(Directives directives, String name, int least, int most, int otherwise) {
        return Duration.ofSeconds(directives.number(name, least, most, otherwise));
    }

    private static CacheSpecification specification(Directives directives, boolean use) {
        String cache = directives.text(CACHE, "");
        if (cache.isEmpty() && !use) {
            return null;
        }
        try {
            return CacheSpecification.parse(cache);
        } catch (InvalidSpecificationException e) {
            throw directives.wrong(
                    CACHE,
                    cache,
                    "provider[:argument], which SSLUseStapling = on needs; for instance shmcb:data/ssl.staples(1M)");
        }
    }

    private static URI url(Directives directives, String name) {
        String text = directives.text(name, null);
        if (text == null) {
            return null;
        }
        try {
            URI url = new URI(text);
            if ("http".equalsIgnoreCase(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw directives.wrong(name, text, "a URL: " + e.getReason());
        }
        throw directives.wrong(name, text, "an http:// URL with a host");
    }
}
