// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.Locale;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.syntax.DeltaSeconds;
import org.socache.http.engine.syntax.FieldList;

/**
 * What the client's Cache-Control and Pragma ask for (RFC 9111 section 5.2.1). Durations are seconds, -1 where nothing was
 * said; an unreadable one counts as 0, the strictest reading, except for the permissions {@code max-stale} and
 * {@code stale-if-error}, which are then not given.
 */
record RequestControl(
        boolean noCache,
        boolean noStore,
        boolean onlyIfCached,
        long maxAge,
        long minFresh,
        long maxStale,
        long staleIfError) {

    static final RequestControl NONE = new RequestControl(false, false, false, -1, -1, -1, -1);

    /** Reads the fields; under CacheIgnoreCacheControl only what widens the choice, and only-if-cached, is left. */
    static RequestControl of(Fields fields, boolean ignore) {
        String control = fields.combined("Cache-Control");
        if (control == null) {
            String pragma = fields.combined("Pragma");
            boolean noCache = !ignore && pragma != null && lists(pragma, "no-cache");
            return noCache ? new RequestControl(true, false, false, -1, -1, -1, -1) : NONE;
        }
        RequestControl asked = parse(control);
        return ignore
                ? new RequestControl(false, false, asked.onlyIfCached, -1, -1, asked.maxStale, asked.staleIfError)
                : asked;
    }

    /** Whether the client says how fresh it wants the answer, and so does not want a stale one (RFC 9111 section 5.2.1). */
    boolean isDemanding() {
        return maxAge >= 0 || minFresh >= 0;
    }

    private static RequestControl parse(String control) {
        boolean noCache = false;
        boolean noStore = false;
        boolean onlyIfCached = false;
        long maxAge = -1;
        long minFresh = -1;
        long maxStale = -1;
        long staleIfError = -1;
        for (String member : FieldList.members(control)) {
            int equals = member.indexOf('=');
            String name =
                    (equals < 0 ? member : member.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            long seconds = equals < 0 ? -1 : DeltaSeconds.parse(FieldList.unquote(member.substring(equals + 1)));
            switch (name) {
                case "no-cache" -> noCache = true;
                case "no-store" -> noStore = true;
                case "only-if-cached" -> onlyIfCached = true;
                case "max-age" -> maxAge = maxAge < 0 ? Math.max(0, seconds) : maxAge;
                case "min-fresh" -> minFresh = minFresh < 0 ? Math.max(0, seconds) : minFresh;
                case "max-stale" -> maxStale = equals < 0 ? DeltaSeconds.MAX : seconds;
                case "stale-if-error" -> staleIfError = seconds;
                default -> {
                    // extensions that are not understood are ignored (RFC 9111 section 5.2.3)
                }
            }
        }
        return new RequestControl(noCache, noStore, onlyIfCached, maxAge, minFresh, maxStale, staleIfError);
    }

    private static boolean lists(String list, String member) {
        return FieldList.members(list).stream().anyMatch(member::equalsIgnoreCase);
    }
}
