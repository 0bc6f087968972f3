// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.io.IOException;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginException;

/** What a login hands over, if it has both. */
record NameAndPassword(String name, char[] password) {

    /**
     * Asks the application once.
     *
     * @return empty for a login by public key, ticket or certificate; and for an empty password, which some directories
     *     take as no login at all and grant
     */
    static Optional<NameAndPassword> ask(CallbackHandler handler) throws LoginException {
        if (handler == null) {
            return Optional.empty();
        }
        NameCallback name = new NameCallback("Username: ");
        PasswordCallback password = new PasswordCallback("Password: ", false);
        try {
            handler.handle(new Callback[] {name, password});
        } catch (UnsupportedCallbackException other) {
            return Optional.empty();
        } catch (IOException failed) {
            LoginException failure =
                    new LoginException("the application gave no name and password: " + failed.getMessage());
            failure.initCause(failed);
            throw failure;
        }
        char[] text = password.getPassword();
        password.clearPassword();
        return name.getName() == null || text == null || text.length == 0
                ? Optional.empty()
                : Optional.of(new NameAndPassword(name.getName(), text));
    }
}
