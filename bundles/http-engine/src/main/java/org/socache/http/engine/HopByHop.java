// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.syntax.FieldList;

/**
 * Removes the fields that end at this hop (RFC 9110 section 7.6.1): the well-known ones, and those that the message's own
 * Connection field names. httpd forgets the latter for content that does not come through its proxy.
 */
final class HopByHop {

    private static final Set<String> ALWAYS = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** What no Connection field may take away: naming one of these would change the meaning of the message for the next hop. */
    private static final Set<String> NEVER =
            Set.of("host", "content-length", "cache-control", "age", "date", "vary", "authorization");

    private HopByHop() {}

    static Fields strip(Fields fields) {
        Predicate<String> ends = ending(fields);
        return fields.without(name -> ends.test(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether a field of this message, its name in lower case, ends here. */
    static Predicate<String> ending(Fields fields) {
        Set<String> named = namedByConnection(fields);
        return name -> ALWAYS.contains(name) || named.contains(name);
    }

    private static Set<String> namedByConnection(Fields fields) {
        String connection = fields.combined("Connection");
        if (connection == null) {
            return Set.of();
        }
        Set<String> named = new TreeSet<>();
        for (String option : FieldList.members(connection)) {
            named.add(option.toLowerCase(Locale.ROOT));
        }
        named.removeAll(NEVER);
        return named;
    }
}
