// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.socache.httpd.config.Directive;

/**
 * A provider with its argument, as it is written here.
 *
 * @param text {@code name[:argument]}
 * @param difference null if there is none
 * @param problem why there is no such thing here; null if there is
 */
record Specification(String text, String difference, String problem) {

    private static final Set<String> FILES = Set.of("shmcb", "dbm");
    private static final Set<String> SERVERS = Set.of("memcache", "redis", "dc");
    private static final Pattern PATH_AND_SIZE = Pattern.compile("(.*?)(\\(\\d+\\))?");

    static Specification of(String httpd) {
        int colon = httpd.indexOf(':');
        String name = (colon < 0 ? httpd : httpd.substring(0, colon)).toLowerCase(Locale.ROOT);
        String argument = colon < 0 ? "" : httpd.substring(colon + 1);
        // httpd registers shmcb under both names
        String provider = name.equals("default") ? "shmcb" : name;
        if (SERVERS.contains(provider)) {
            return argument.isEmpty()
                    ? new Specification(null, null, provider + " needs the address of a server")
                    : new Specification(provider + ":" + argument, null, null);
        }
        return FILES.contains(provider)
                ? file(provider, argument)
                : new Specification(
                        null,
                        null,
                        "there is no provider \"" + name + "\"; there are " + "shmcb, dbm,"
                                + " memcache, redis and dc");
    }

    /** A file of its own below Karaf: httpd's folder belongs to httpd, and the two do not read each other's files. */
    private static Specification file(String provider, String argument) {
        Matcher matcher = PATH_AND_SIZE.matcher(argument);
        matcher.matches();
        String path = matcher.group(1);
        String size = matcher.group(2) == null ? "" : matcher.group(2);
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.isEmpty()) {
            return new Specification(provider + (size.isEmpty() ? "" : ":" + size), null, null);
        }
        String why = provider.equals("dbm")
                ? "a file of Karaf's own, which is kept over restarts"
                : "a file of Karaf's own, which other JVMs of this machine can share";
        return new Specification(provider + ":data/" + name + size, why, null);
    }

    /** The feature that brings the provider; empty for the one that every node has. */
    String feature() {
        String provider = text.contains(":") ? text.substring(0, text.indexOf(':')) : text;
        return provider.equals("shmcb") ? "" : "socache-provider-" + provider;
    }

    /** Takes the specification over for a key. */
    static void set(Directive source, String file, String key, String difference, Draft draft) {
        Specification specification = of(source.argument(0));
        if (specification.problem != null) {
            draft.refuse(source, specification.problem);
            return;
        }
        if (!specification.feature().isEmpty()) {
            draft.feature(specification.feature());
        }
        draft.set(
                source,
                file,
                key,
                draft.ownPlace(specification.text, key),
                Differences.join(specification.difference, difference));
    }
}
