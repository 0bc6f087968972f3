// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;

/**
 * The realm {@code karaf} of this JVM, with real JAAS and principals named as Karaf's: users {@code adam} (admin),
 * {@code mona} (manager), {@code vera} (viewer) and {@code otto}, who may only use ssh. The password is {@link #PASSWORD}, or
 * none at all, as with a directory that takes no password for an anonymous user.
 */
final class TestRealm extends Configuration {

    static final String PASSWORD = "päss:word";

    static void install() {
        Configuration.setConfiguration(new TestRealm());
    }

    @Override
    public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
        return name.equals("karaf")
                ? new AppConfigurationEntry[] {
                    new AppConfigurationEntry(Module.class.getName(), LoginModuleControlFlag.REQUIRED, Map.of())
                }
                : null;
    }

    /** A role, in a class named as Karaf's. */
    public record RolePrincipal(String role) implements Principal {
        @Override
        public String getName() {
            return role;
        }
    }

    /** Anything else about a user. */
    public record UserPrincipal(String user) implements Principal {
        @Override
        public String getName() {
            return user;
        }
    }

    /** The login module. */
    public static final class Module implements LoginModule {

        private static final Map<String, List<String>> ROLES = Map.of(
                "adam", List.of("admin", "manager", "viewer", "ssh"),
                "mona", List.of("manager"),
                "vera", List.of("viewer"),
                "otto", List.of("ssh"));

        private Subject subject;
        private CallbackHandler handler;
        private String user;

        @Override
        public void initialize(Subject who, CallbackHandler asked, Map<String, ?> state, Map<String, ?> options) {
            subject = who;
            handler = asked;
        }

        @Override
        public boolean login() throws LoginException {
            NameCallback name = new NameCallback("user");
            PasswordCallback password = new PasswordCallback("password", false);
            try {
                handler.handle(new Callback[] {name, password});
            } catch (Exception fault) {
                throw new LoginException(fault.toString());
            }
            String given = new String(password.getPassword());
            user = name.getName();
            if (!ROLES.containsKey(user) || !given.isEmpty() && !given.equals(PASSWORD)) {
                throw new FailedLoginException("no");
            }
            return true;
        }

        @Override
        public boolean commit() {
            // a user is not his roles, even if he is called like one
            subject.getPrincipals().add(new UserPrincipal("admin"));
            ROLES.get(user).forEach(role -> subject.getPrincipals().add(new RolePrincipal(role)));
            return true;
        }

        @Override
        public boolean abort() {
            return true;
        }

        @Override
        public boolean logout() {
            return true;
        }
    }
}
