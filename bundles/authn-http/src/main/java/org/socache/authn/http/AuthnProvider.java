// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A source of users for Basic and Digest. Counterpart: httpd's {@code authn_provider}. The ready-made ones are {@code file},
 * {@code dbd} and {@code jaas}; another one is a service with the property {@link #NAME}.
 */
@ConsumerType
public interface AuthnProvider {

    /** Service property: the name that AuthBasicProvider and AuthDigestProvider use. */
    String NAME = "authn.provider.name";

    /**
     * The hash of a user's password, in a format of htpasswd; null if there is no such user.
     *
     * @throws AuthnProviderException if it cannot be told
     */
    String passwordHash(String user) throws AuthnProviderException;

    /**
     * HA1 of RFC 7616 in hex; null if there is no such user in the realm.
     *
     * @throws AuthnProviderException if it cannot be told, or this provider has no such thing
     */
    String realmHash(String user, String realm) throws AuthnProviderException;

    /**
     * Whether the password is the user's; null if there is no such user.
     *
     * @throws AuthnProviderException if it cannot be told
     */
    default Boolean checkPassword(String user, char[] password) throws AuthnProviderException {
        String hash = passwordHash(user);
        return hash == null ? null : PasswordHash.matches(password, hash);
    }
}
