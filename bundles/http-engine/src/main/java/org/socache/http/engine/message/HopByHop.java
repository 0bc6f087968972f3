// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.message;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import org.socache.http.engine.syntax.FieldList;

/**
 * The fields of one message that end at this hop (RFC 9110 section 7.6.1): the well-known ones, and those that the message's own
 * Connection field names. httpd forgets the latter for content that does not come through its proxy. Immutable.
 */
public final class HopByHop {

    private static final Set<String> ALWAYS = Set.of(
            "connection",
            // goes with an Upgrade to h2c (RFC 7540 section 3.2.1)
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /**
     * Fields for all recipients, which no Connection may take away: who names them there errs, and the message would mean something
     * else to the next hop.
     */
    private static final Set<String> NEVER =
            Set.of("host", "content-length", "cache-control", "age", "date", "vary", "authorization");

    /** Of messages whose Connection, if there is one, names no field but the well-known: nearly all. */
    private static final HopByHop USUAL = new HopByHop(Set.of());

    private final Set<String> named;

    private HopByHop(Set<String> named) {
        this.named = named;
    }

    /** With the values of a message's Connection lines; none where it has no such line. */
    public static HopByHop of(List<String> connection) {
        if (connection.stream().allMatch(HopByHop::isUsual)) {
            return USUAL;
        }
        Set<String> named = new TreeSet<>();
        for (String line : connection) {
            for (String option : FieldList.members(line)) {
                named.add(option.toLowerCase(Locale.ROOT));
            }
        }
        named.removeAll(NEVER);
        return new HopByHop(named);
    }

    private static boolean isUsual(String connection) {
        return connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close");
    }

    /** Those of the message with these fields. */
    public static HopByHop of(Fields fields) {
        return of(fields.all("Connection"));
    }

    /** The fields that the next recipient gets. */
    public static Fields strip(Fields fields) {
        HopByHop ends = of(fields);
        return fields.without(ends::contains);
    }

    /** Whether the field ends here, in whatever case its name is spelled. */
    public boolean contains(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ALWAYS.contains(lower) || named.contains(lower);
    }

    /** Whether Connection takes a field away that these are to have, and that would otherwise go on to the next recipient. */
    public boolean takesFrom(Fields fields) {
        for (String name : named) {
            if (!ALWAYS.contains(name) && fields.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
