// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.socache.api.CacheSpecification;
import org.socache.api.InvalidSpecificationException;
import org.socache.ssl.provider.spi.Directives;

/**
 * The directives, checked.
 *
 * @param mode what becomes of sessions
 * @param specification where they go; null unless they are shared
 * @param timeoutSeconds 1 to 86400
 * @param keyFile absolute
 */
record SessionSettings(Mode mode, CacheSpecification specification, int timeoutSeconds, Path keyFile) {

    /** The three forms of SSLSessionCache. */
    enum Mode {
        /** {@code none}: JSSE is left alone, each JVM for itself. */
        NONE,
        /** {@code nonenotnull}: sessions have ids and are forgotten. */
        NONENOTNULL,
        /** {@code name[:args]}. */
        SHARED
    }

    static final String PID = "org.socache.ssl.session";
    static final String CACHE = "SSLSessionCache";
    static final String TIMEOUT = "SSLSessionCacheTimeout";
    static final String KEY_FILE = "SSLSessionCacheKeyFile";

    private static final int DAY = 86_400;

    /** Whether the others ask for another provider and for nothing else: the cache switches then, and all goes on meanwhile. */
    boolean differOnlyInProvider(SessionSettings others) {
        return mode == Mode.SHARED
                && new SessionSettings(mode, others.specification, timeoutSeconds, keyFile).equals(others);
    }

    /**
     * Reads them.
     *
     * @param base what a relative path starts from
     * @throws IllegalArgumentException if a value cannot be; the message is for the administrator
     */
    static SessionSettings of(Map<String, ?> configuration, Path base) {
        Directives directives = new Directives(PID, configuration, Set.of(CACHE, TIMEOUT, KEY_FILE));
        String cache = directives.text(CACHE, "none");
        Mode mode = switch (cache.toLowerCase(Locale.ROOT)) {
            case "none" -> Mode.NONE;
            case "nonenotnull" -> Mode.NONENOTNULL;
            default -> Mode.SHARED;
        };
        return new SessionSettings(
                mode,
                mode == Mode.SHARED ? specification(directives, cache) : null,
                directives.number(TIMEOUT, 1, DAY, 300),
                base.resolve(directives.text(KEY_FILE, "etc/socache-session.keys")));
    }

    private static CacheSpecification specification(Directives directives, String cache) {
        try {
            return CacheSpecification.parse(cache);
        } catch (InvalidSpecificationException e) {
            throw directives.wrong(CACHE, cache, "none, nonenotnull or provider[:argument]");
        }
    }
}
