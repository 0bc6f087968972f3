// SPDX-License-Identifier: Apache-2.0
package org.socache.login;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a realm for a user, but not as often as somebody who guesses would like. Safe for all threads. */
public final class Login {

    private static final Logger LOG = LoggerFactory.getLogger(Login.class);

    private final BiFunction<String, char[], Set<String>> realm;
    private final LoginThrottle throttle;

    /** @param realm answers the roles of a user with that password; none if the password is wrong */
    public Login(BiFunction<String, char[], Set<String>> realm, InstantSource clock) {
        this.realm = realm;
        this.throttle = new LoginThrottle(clock);
    }

    /**
     * The roles of a user, if the password is right and the roles are sufficient; both count as failures alike, so that nobody
     * learns which it was. An empty password is never asked for: to some directories (LDAP) it means "anonymous", and they say
     * yes.
     *
     * @param address of the client, by which failures are counted
     */
    public Optional<Set<String>> signIn(
            String user, String password, String address, Predicate<Set<String>> sufficient) {
        if (isEmpty(user) || isEmpty(password) || !throttle.begin(address)) {
            return Optional.empty();
        }
        Set<String> roles = realm.apply(user, password.toCharArray());
        if (!sufficient.test(roles)) {
            // not more lines than the throttle lets through, and without the name, which might be a password
            LOG.warn("{}: wrong password, or a user without the role it takes", address);
            return Optional.empty();
        }
        throttle.succeeded(address);
        return Optional.of(roles);
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }
}
