// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The fields that end at this hop: those of RFC 9110 section 7.6.1, and those that Connection names. */
final class HopByHop {

    private static final Set<String> ALWAYS = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-authentication-info",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Fields for all recipients: who names them in Connection errs (RFC 9110 section 7.6.1), and without them all would. */
    private static final Set<String> NEVER =
            Set.of("host", "content-length", "cache-control", "age", "date", "vary", "authorization");

    private final Set<String> names = new TreeSet<>(ALWAYS);

    /** With the values of the message's Connection fields. */
    HopByHop(Iterable<String> connectionValues) {
        for (String value : connectionValues) {
            for (String name : value.split(",")) {
                names.add(name.trim().toLowerCase(Locale.ROOT));
            }
        }
        names.removeAll(NEVER);
    }

    boolean contains(String name) {
        return names.contains(name.toLowerCase(Locale.ROOT));
    }
}
