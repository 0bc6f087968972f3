// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.socache.httpd.config.Directive;

import static org.socache.httpd.plan.Setting.server;
import static org.socache.httpd.plan.Value.FLAG;
import static org.socache.httpd.plan.Value.HTTP_URL;
import static org.socache.httpd.plan.Value.number;

/** The two caches of mod_ssl. */
final class TlsRules implements Rules {

    private static final String SESSIONS = "org.socache.ssl.session.cfg";
    private static final String STAPLES = "org.socache.ssl.stapling.cfg";
    private static final String SESSION_CACHE = "SSLSessionCache";
    private static final String STAPLING_CACHE = "SSLStaplingCache";
    private static final int DAY = 86_400;
    private static final int WEEK = 604_800;
    private static final String CONNECTOR =
            "used by connectors with org.ops4j.pax.web.ssl.provider = Socache in org.ops4j.pax.web.cfg";

    private static final Map<String, Setting> SETTINGS = Setting.table(List.of(
            server("SSLSessionCacheTimeout", SESSIONS, number(1, DAY)),
            server("SSLUseStapling", STAPLES, FLAG).but(CONNECTOR),
            server("SSLStaplingResponseTimeSkew", STAPLES, number(0, DAY)),
            server("SSLStaplingResponseMaxAge", STAPLES, number(-1, Integer.MAX_VALUE)),
            server("SSLStaplingStandardCacheTimeout", STAPLES, number(1, WEEK)),
            server("SSLStaplingErrorCacheTimeout", STAPLES, number(1, WEEK)),
            server("SSLStaplingReturnResponderErrors", STAPLES, FLAG),
            server("SSLStaplingFakeTryLater", STAPLES, FLAG),
            server("SSLStaplingResponderTimeout", STAPLES, number(1, 300))
                    .but("for the whole query, not for each step"),
            server("SSLStaplingForceURL", STAPLES, HTTP_URL),
            server("SSLOCSPProxyURL", STAPLES, HTTP_URL)));

    private static final Set<String> WITHOUT_PROVIDER = Set.of("none", "nonenotnull");

    @Override
    public boolean know(Directive directive) {
        return SETTINGS.containsKey(directive.name()) || directive.is(SESSION_CACHE) || directive.is(STAPLING_CACHE);
    }

    @Override
    public void apply(Directive directive, Surroundings around, Draft draft) {
        draft.feature("socache-ssl");
        if (directive.is(SESSION_CACHE)) {
            sessionCache(directive, draft);
        } else if (directive.is(STAPLING_CACHE)) {
            Specification.set(directive, STAPLES, STAPLING_CACHE, null, draft);
        } else {
            SETTINGS.get(directive.name()).apply(directive, around, draft);
        }
    }

    private static void sessionCache(Directive directive, Draft draft) {
        String value = directive.argument(0).toLowerCase(Locale.ROOT);
        if (WITHOUT_PROVIDER.contains(value)) {
            draft.set(directive, SESSIONS, SESSION_CACHE, value, null);
        } else {
            Specification.set(directive, SESSIONS, SESSION_CACHE, CONNECTOR, draft);
        }
    }
}
