// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.syntax.DeltaSeconds;
import org.socache.http.engine.syntax.FieldList;
import org.socache.http.engine.syntax.StructuredDictionary;

/**
 * The cache directives that govern a response: those of the first readable field of the target list (RFC 9213), else those of
 * Cache-Control (RFC 9111 section 5.2.2).
 *
 * <p>Durations are seconds, -1 where nothing was said. In Cache-Control an unreadable lifetime counts as 0, since RFC 9111
 * section 4.2.1 takes such a response for stale, and of several the first counts; in a targeted field a value of the wrong
 * type is as if it were not there (RFC 9213 section 2.1).
 */
final class ResponseControl {

    boolean targeted;
    boolean noStore;
    boolean noCache;
    boolean isPrivate;
    boolean isPublic;
    boolean mustRevalidate;
    boolean proxyRevalidate;
    boolean mustUnderstand;
    boolean immutable;
    long maxAge = -1;
    long sharedMaxAge = -1;
    long staleWhileRevalidate = -1;
    long staleIfError = -1;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /**
     * A directive (RFC 9111 section 5.2); white space around the equals sign is a case of its own. What is in quotes is taken
     * possessively: a group that may have to give something back needs stack for each character.
     */
    private static final Pattern WELL_FORMED =
            Pattern.compile(TOKEN + "[ \t]*(=[ \t]*(" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.)*+\")?)?");

    private static final String NO_TOKEN = "[^" + TOKEN.substring(1, TOKEN.length() - 1);

    /** Without these a stored response would go to the wrong client, or its content be taken for something else. */
    private static final Set<String> INDISPENSABLE =
            Set.of("vary", "cache-control", "content-encoding", "content-range", "content-type");

    /** Fields that {@code no-cache="..."} and {@code private="..."} name: they are left out of the stored response. */
    private final List<String> withheld = new ArrayList<>(0);

    private ResponseControl() {}

    static ResponseControl of(Fields fields, List<String> targets) {
        for (String target : targets) {
            String value = fields.combined(target);
            Map<String, Object> members = value == null ? null : StructuredDictionary.parse(value);
            if (members != null && !members.isEmpty()) {
                return targeted(members);
            }
        }
        ResponseControl control = new ResponseControl();
        List<String> lines = fields.all("Cache-Control");
        // each for itself: a quoted string that has no end in one line must not swallow no-store in the next
        for (String line : lines) {
            FieldList.members(line).forEach(control::readMember);
        }
        if (lines.isEmpty()) {
            // RFC 9111 gives Pragma in a response no meaning; httpd does, and to validate once more harms nobody
            control.noCache =
                    FieldList.members(fields.combined("Pragma")).stream().anyMatch("no-cache"::equalsIgnoreCase);
        }
        return control;
    }

    /** Whether the response may be used where the request has Authorization (RFC 9111 section 3.5). */
    boolean allowsAuthorized() {
        return isPublic || mustRevalidate || sharedMaxAge >= 0;
    }

    /** Whether it must never be served stale (RFC 9111 section 4.2.4). */
    boolean forbidsStale() {
        return mustRevalidate || proxyRevalidate || sharedMaxAge >= 0;
    }

    /** Whether the field may not be stored, or not be reused without validation; both are met by leaving it out. */
    boolean withholds(String field) {
        return withheld.contains(field.toLowerCase(Locale.ROOT));
    }

    private static ResponseControl targeted(Map<String, Object> members) {
        ResponseControl control = new ResponseControl();
        control.targeted = true;
        members.forEach((name, value) -> {
            if (value instanceof Long seconds && seconds >= 0) {
                control.duration(name, Math.min(seconds, DeltaSeconds.MAX));
            } else if (Boolean.TRUE.equals(value)) {
                control.flag(name);
            } else if (value instanceof String list) {
                control.qualified(name, list);
            }
        });
        return control;
    }

    private void readMember(String member) {
        if (!WELL_FORMED.matcher(member).matches()) {
            // an origin that separates by semicolons or forgets a quote must not lose what keeps a page from strangers
            for (String word : member.split(NO_TOKEN)) {
                forbid(word.toLowerCase(Locale.ROOT));
            }
        }
        int equals = member.indexOf('=');
        if (equals < 0) {
            String name = member.toLowerCase(Locale.ROOT);
            flag(name);
            if (name.equals("max-age") || name.equals("s-maxage")) {
                duration(name, 0);
            }
            return;
        }
        String rawName = member.substring(0, equals);
        String rawValue = member.substring(equals + 1);
        String name = rawName.strip().toLowerCase(Locale.ROOT);
        String value = FieldList.unquote(rawValue);
        boolean spaced = !rawName.equals(rawName.strip()) || !rawValue.equals(rawValue.strip());
        long seconds = spaced ? DeltaSeconds.INVALID : DeltaSeconds.parse(value);
        duration(name, Math.max(0, seconds));
        if (name.equals("no-cache") || name.equals("private")) {
            qualified(name, value);
        } else {
            // an argument on a directive that has none does not take its meaning away
            flag(name);
        }
    }

    private void forbid(String name) {
        switch (name) {
            case "no-store" -> noStore = true;
            case "no-cache" -> noCache = true;
            case "private" -> isPrivate = true;
            case "must-revalidate" -> mustRevalidate = true;
            case "proxy-revalidate" -> proxyRevalidate = true;
            default -> {
                // it allows something, or nothing is known of it
            }
        }
    }

    private void flag(String name) {
        forbid(name);
        switch (name) {
            case "public" -> isPublic = true;
            case "must-understand" -> mustUnderstand = true;
            case "immutable" -> immutable = true;
            default -> {
                // extensions that are not understood are ignored (RFC 9111 section 5.2.3)
            }
        }
    }

    private void duration(String name, long seconds) {
        switch (name) {
            case "max-age" -> maxAge = maxAge < 0 ? seconds : maxAge;
            case "s-maxage" -> sharedMaxAge = sharedMaxAge < 0 ? seconds : sharedMaxAge;
            case "stale-while-revalidate" -> staleWhileRevalidate = seconds;
            case "stale-if-error" -> staleIfError = seconds;
            default -> {
                // no duration
            }
        }
    }

    /**
     * {@code no-cache} and {@code private} with field names. Without a single name, and with one that the stored response
     * cannot do without, they mean the whole response, as RFC 9111 sections 5.2.2.4 and 5.2.2.7 let a cache read them.
     */
    private void qualified(String name, String list) {
        if (!name.equals("no-cache") && !name.equals("private")) {
            return;
        }
        List<String> names = FieldList.members(list.toLowerCase(Locale.ROOT));
        if (names.isEmpty() || names.stream().anyMatch(INDISPENSABLE::contains)) {
            flag(name);
        } else {
            withheld.addAll(names);
        }
    }
}
