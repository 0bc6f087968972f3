// SPDX-License-Identifier: Apache-2.0
package org.socache.login;

import java.io.IOException;
import java.security.Principal;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/** Karaf's JAAS realm: the same users and roles as for ssh and JMX. */
public final class KarafRealm {

    private static final String REALM = "karaf";

    /** Of Karaf's role principals; matched by name, since their class is Karaf's own. */
    private static final String ROLE_PRINCIPAL = "RolePrincipal";

    private KarafRealm() {}

    /** The user's roles; none if there is no such user or the password is another. */
    public static Set<String> roles(String user, char[] password) {
        Subject subject = new Subject();
        try {
            new LoginContext(REALM, subject, answers(user, password)).login();
        } catch (LoginException refused) {
            return Set.of();
        }
        return subject.getPrincipals().stream()
                .filter(principal -> principal.getClass().getSimpleName().equals(ROLE_PRINCIPAL))
                .map(Principal::getName)
                .collect(Collectors.toSet());
    }

    private static CallbackHandler answers(String user, char[] password) {
        return callbacks -> {
            for (Callback callback : callbacks) {
                answer(callback, user, password);
            }
        };
    }

    private static void answer(Callback callback, String user, char[] password)
            throws IOException, UnsupportedCallbackException {
        if (callback instanceof NameCallback question) {
            question.setName(user);
        } else if (callback instanceof PasswordCallback question) {
            question.setPassword(password);
        } else {
            throw new UnsupportedCallbackException(callback, "only a name and a password are known");
        }
    }
}
