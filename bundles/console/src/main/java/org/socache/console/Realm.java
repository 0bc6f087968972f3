// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.security.Principal;
import java.util.Optional;
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
final class Realm {

    /** The simple name of Karaf's role principals; matched by name, since their class is Karaf's own. */
    private static final String ROLE_PRINCIPAL = "RolePrincipal";

    private final String name;

    Realm(String name) {
        this.name = name;
    }

    /** The account, if the password is right. */
    Optional<Account> signIn(String user, char[] password) {
        Subject subject = new Subject();
        try {
            new LoginContext(name, subject, new Answers(user, password)).login();
        } catch (LoginException refused) {
            return Optional.empty();
        }
        Set<String> roles = subject.getPrincipals().stream()
                .filter(principal -> principal.getClass().getSimpleName().equals(ROLE_PRINCIPAL))
                .map(Principal::getName)
                .collect(Collectors.toSet());
        return Optional.of(new Account(user, roles));
    }

    private record Answers(String user, char[] password) implements CallbackHandler {

        @Override
        public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback question) {
                    question.setName(user);
                } else if (callback instanceof PasswordCallback question) {
                    question.setPassword(password);
                } else {
                    throw new UnsupportedCallbackException(callback, "only a name and a password are known");
                }
            }
        }
    }
}
