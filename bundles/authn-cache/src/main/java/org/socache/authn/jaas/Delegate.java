// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.util.Map;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.AccountException;
import javax.security.auth.login.CredentialException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;

import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.socache.authn.Verdict;

/**
 * The module behind, working on a subject of its own, so that what it adds can be seen and remembered. It commits there as
 * soon as it has granted: whether the whole realm does is decided when we are asked to commit.
 */
final class Delegate {

    private static final Pattern KARAFS_NO = Pattern.compile(
            "(Error has occurred while retrieving credentials from database:)?(login failed|User .* does not exist|Password for .* does not match)|Authentication failed: .*",
            Pattern.DOTALL);

    private final LoginModule module = new ProxyLoginModule();
    private final Subject scratch = new Subject();
    private LoginException denial;

    Delegate(CallbackHandler handler, Map<String, ?> sharedState, Map<String, ?> options) {
        module.initialize(scratch, handler, sharedState, options);
    }

    /**
     * Asks the module.
     *
     * @return unknown user if the module wants to be ignored
     * @throws LoginException if it could not decide
     */
    Verdict ask() throws LoginException {
        try {
            if (!module.login() || !module.commit()) {
                return Verdict.UNKNOWN_USER;
            }
        } catch (LoginException no) {
            if (!isDenial(no)) {
                throw no;
            }
            denial = no;
            module.abort();
            return Verdict.DENIED;
        }
        boolean onlyPrincipals = scratch.getPublicCredentials().isEmpty()
                && scratch.getPrivateCredentials().isEmpty();
        return onlyPrincipals
                ? CachedPrincipals.write(scratch.getPrincipals())
                        .map(Verdict::granted)
                        .orElseGet(Verdict::grantedOnce)
                : Verdict.grantedOnce();
    }

    /**
     * JAAS has classes for a wrong password and the like. Karaf's LDAP and JDBC modules throw the base class for everything, and
     * only their words tell a wrong password from a server that cannot be reached.
     */
    private static boolean isDenial(LoginException thrown) {
        return thrown instanceof FailedLoginException
                || thrown instanceof AccountException
                || thrown instanceof CredentialException
                || thrown.getMessage() != null
                        && KARAFS_NO.matcher(thrown.getMessage()).matches();
    }

    /** What the module added. */
    Subject subject() {
        return scratch;
    }

    /** The module's own words for no; null if it has not said so. */
    LoginException denial() {
        return denial;
    }

    void logout() throws LoginException {
        module.logout();
    }
}
