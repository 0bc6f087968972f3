// SPDX-License-Identifier: Apache-2.0
package org.socache.authn;

import java.util.Objects;

/**
 * Whose credential it is, and before whom. Two identities share an entry only if all four parts are equal, whatever
 * characters they contain.
 *
 * @param context AuthnCacheContext: a directory of a host, a host, or any text
 * @param source the provider that knows the user, as precisely as the caller can say it (httpd leaves it out, so that two
 *     areas with different user files and one context share entries)
 * @param realm the realm shown to the user; empty where there is none
 * @param user the name as the user gave it
 */
public record Identity(String context, String source, String realm, String user) {

    public Identity {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(realm, "realm");
        Objects.requireNonNull(user, "user");
    }
}
