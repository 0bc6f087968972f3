// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

/**
 * Lets an unknown user's password cost what a known one's does, so that the time of an answer does not tell who exists: it is
 * compared with the hash that was seen last. httpd answers for unknown users at once.
 */
final class Decoy {

    private volatile String seen;

    /**
     * Whether the hash is of the password; null, and no sooner, if there is none.
     *
     * @param hash null for an unknown user
     */
    Boolean check(char[] password, String hash) {
        if (hash != null) {
            seen = hash;
            return PasswordHash.matches(password, hash);
        }
        String another = seen;
        if (another != null) {
            PasswordHash.matches(password, another);
        }
        return null;
    }
}
