// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.io.IOException;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/**
 * Provider {@code jaas}: a realm of the container. It can only say yes or no. Its modules are cached where they are, by their
 * names in AuthnCacheProvideFor of org.socache.authn.cfg; listing {@code jaas} there caches the answer of the whole realm.
 */
final class JaasUsers implements AuthnProvider {

    private final String realm;

    JaasUsers(String realm) {
        this.realm = realm;
    }

    /** An empty password is never asked for: to some directories (LDAP) it means "anonymous", and they say yes. */
    @Override
    public Boolean checkPassword(String user, char[] password) {
        if (password.length == 0) {
            return false;
        }
        try {
            LoginContext login = new LoginContext(realm, new Subject(), callbacks -> answer(callbacks, user, password));
            login.login();
            login.logout();
            return true;
        } catch (LoginException no) {
            // JAAS does not tell an unknown user from a wrong password, nor should it
            return false;
        }
    }

    private static void answer(Callback[] callbacks, String user, char[] password)
            throws IOException, UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(user);
            } else if (callback instanceof PasswordCallback secret) {
                secret.setPassword(password);
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public String passwordHash(String user) throws AuthnProviderException {
        throw new AuthnProviderException("JAAS realm " + realm + " gives no password hash; take file or dbd");
    }

    @Override
    public String realmHash(String user, String digestRealm) throws AuthnProviderException {
        throw new AuthnProviderException("JAAS realm " + realm + " gives no digest secret; take file or dbd");
    }
}
