// SPDX-License-Identifier: Apache-2.0
package org.socache.authn;

import java.time.Duration;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The cache of verified credentials, a service. Always usable: switched off, or without a provider, it asks the back end
 * every time. It never stores a password, and never remembers a failure.
 *
 * <p>A remembered credential is good until its timeout. A changed password, a removed user or a changed role is noticed
 * when {@link #forgetUser}, {@link #forgetContext} or {@link #flush} says so (at once on this node, within a second on
 * nodes that share provider and key file), when the new password is used, or at the latest after the timeout.
 */
@ProviderType
public interface AuthnCache {

    /** Whether AuthnCacheProvideFor lists this provider. */
    boolean provideFor(String provider);

    /** AuthnCacheTimeout of the server. */
    Duration timeout();

    /** AuthnCacheContext of the server: {@code directory}, {@code server} or any other text. */
    String context();

    /** Whether entries are httpd's, so that {@link #checkSecret} shares them with httpd nodes. */
    boolean httpdRecords();

    /**
     * Checks a password: by the entry if it fits, otherwise by the back end, whose consent is then remembered. A wrong
     * password on a cached entry asks the back end too, since the password may have changed; too many of those within a
     * minute are refused unasked. Concurrent calls with one identity and password ask once.
     *
     * @param timeout life of a new entry
     * @throws E what the back end threw
     */
    <E extends Exception> Verdict authenticate(Identity identity, char[] password, Duration timeout, Backend<E> backend)
            throws E;

    /**
     * Checks what a client sent against a secret of the user, which is taken from the entry or fetched. The secret is
     * remembered once a check has succeeded. The verdict has no attachment.
     *
     * @param timeout life of a new entry
     * @throws E what the back end threw
     */
    <E extends Exception> Verdict checkSecret(Identity identity, Duration timeout, SecretCheck<E> check) throws E;

    /**
     * Remembers a credential that the caller has verified. Counterpart: {@code ap_authn_cache_store}, which takes it before
     * it is verified. Ignored unless AuthnCacheProvideFor lists the identity's source.
     *
     * @return true if it is in the cache now
     */
    boolean store(Identity identity, char[] password, byte[] attachment, Duration timeout);

    /** Forgets a user, in whatever case the name is written, in all contexts and realms. */
    void forgetUser(String user);

    /** Forgets everyone in a context. */
    void forgetContext(String context);

    /** Forgets everyone. */
    void flush();
}
