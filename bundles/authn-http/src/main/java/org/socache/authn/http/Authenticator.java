// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.time.Duration;
import java.util.List;

import org.socache.authn.AuthnCache;
import org.socache.authn.Identity;
import org.socache.authn.SecretCheck;
import org.socache.authn.Verdict;
import org.socache.authn.Verdict.Answer;

/**
 * Asks a location's providers in their order until one knows the user, as mod_auth_basic and mod_auth_digest do, each through
 * the cache where it is to be.
 */
final class Authenticator {

    private static final byte[] NO_ATTACHMENT = {};

    private final AuthnCache cache;
    private final List<Source> sources;
    private final Duration timeout;

    Authenticator(AuthnCache cache, List<Source> sources, Duration timeout) {
        this.cache = cache;
        this.sources = sources;
        this.timeout = timeout;
    }

    Answer basic(String context, BasicCredentials given) throws AuthnProviderException {
        for (Source source : sources) {
            Answer answer = basic(source, context, given);
            if (answer != Answer.UNKNOWN_USER) {
                return answer;
            }
        }
        return Answer.UNKNOWN_USER;
    }

    private Answer basic(Source source, String context, BasicCredentials given) throws AuthnProviderException {
        // no realm: httpd has none in the key of Basic either
        Identity identity = new Identity(context, source.identity(), "", given.user());
        if (!source.cached()) {
            return verdict(source, given).answer();
        }
        if (cache.httpdRecords()) {
            return cache.checkSecret(identity, timeout, new HashCheck(source.provider(), given))
                    .answer();
        }
        return cache.<AuthnProviderException>authenticate(
                        identity, given.password(), timeout, () -> verdict(source, given))
                .answer();
    }

    private static Verdict verdict(Source source, BasicCredentials given) throws AuthnProviderException {
        Boolean right = source.provider().checkPassword(given.user(), given.password());
        if (right == null) {
            return Verdict.UNKNOWN_USER;
        }
        return right ? Verdict.granted(NO_ATTACHMENT) : Verdict.DENIED;
    }

    Answer digest(String context, DigestResponse given, String method, String algorithm) throws AuthnProviderException {
        for (Source source : sources) {
            DigestCheck check = new DigestCheck(source.provider(), given, method, algorithm);
            Answer answer = source.cached()
                    ? cache.checkSecret(
                                    new Identity(context, source.identity(), given.realm(), given.user()),
                                    timeout,
                                    check)
                            .answer()
                    : uncached(check);
            if (answer != Answer.UNKNOWN_USER) {
                return answer;
            }
        }
        return Answer.UNKNOWN_USER;
    }

    private static Answer uncached(DigestCheck check) throws AuthnProviderException {
        String ha1 = check.fetch();
        if (ha1 == null) {
            return Answer.UNKNOWN_USER;
        }
        return check.fits(ha1) ? Answer.GRANTED : Answer.DENIED;
    }

    /** Basic against a hash, for entries that httpd nodes share. */
    private record HashCheck(AuthnProvider provider, BasicCredentials given)
            implements SecretCheck<AuthnProviderException> {

        @Override
        public String fetch() throws AuthnProviderException {
            return provider.passwordHash(given.user());
        }

        @Override
        public boolean fits(String hash) {
            return PasswordHash.matches(given.password(), hash);
        }
    }

    private record DigestCheck(AuthnProvider provider, DigestResponse given, String method, String algorithm)
            implements SecretCheck<AuthnProviderException> {

        @Override
        public String fetch() throws AuthnProviderException {
            return provider.realmHash(given.user(), given.realm());
        }

        @Override
        public boolean fits(String ha1) {
            return given.provedBy(ha1, method, algorithm);
        }
    }
}
