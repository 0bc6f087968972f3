// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.time.Duration;

import org.socache.authn.AuthnCache;
import org.socache.authn.Backend;
import org.socache.authn.Identity;
import org.socache.authn.SecretCheck;
import org.socache.authn.Verdict;
import org.socache.authn.Verdict.Answer;

/** While the cache's service is away: the location stays closed to strangers, and every login asks its provider. */
final class NoCache implements AuthnCache {

    @Override
    public boolean provideFor(String provider) {
        return false;
    }

    @Override
    public Duration timeout() {
        return Duration.ofMinutes(5);
    }

    @Override
    public String context() {
        return "directory";
    }

    @Override
    public boolean httpdRecords() {
        return false;
    }

    @Override
    public <E extends Exception> Verdict authenticate(
            Identity identity, char[] password, Duration timeout, Backend<E> backend) throws E {
        return backend.ask();
    }

    @Override
    public <E extends Exception> Verdict checkSecret(Identity identity, Duration timeout, SecretCheck<E> check)
            throws E {
        String secret = check.fetch();
        if (secret == null) {
            return Verdict.UNKNOWN_USER;
        }
        return check.fits(secret) ? new Verdict(Answer.GRANTED, new byte[0], false) : Verdict.DENIED;
    }

    @Override
    public boolean store(Identity identity, char[] password, byte[] attachment, Duration timeout) {
        return false;
    }

    @Override
    public void forgetUser(String user) {}

    @Override
    public void forgetContext(String context) {}

    @Override
    public void flush() {}
}
