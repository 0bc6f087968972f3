// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.io.IOException;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;

/** Answers a module with the name and password that the application has given already, and passes on what else it asks. */
final class ReplayHandler implements CallbackHandler {

    private final NameAndPassword given;
    private final CallbackHandler application;

    ReplayHandler(NameAndPassword given, CallbackHandler application) {
        this.given = given;
        this.application = application;
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(given.name());
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(given.password());
            } else {
                application.handle(new Callback[] {callback});
            }
        }
    }
}
