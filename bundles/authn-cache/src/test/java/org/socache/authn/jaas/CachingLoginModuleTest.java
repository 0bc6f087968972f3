// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;

import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.junit.jupiter.api.Test;
import org.socache.authn.cache.Counters.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Modules that behave in ways Karaf's properties module does not. */
class CachingLoginModuleTest {

    @Test
    void login_moduleThatAddsCredentials_isGrantedButNotCached() throws LoginException {
        JaasNode node = node(WithTicket.class).realm(JaasNode.realm("r", WithTicket.class, Map.of()));

        node.login("r", "alice", "pw");
        Subject second = node.login("r", "alice", "pw").getSubject();

        assertThat(second.getPrivateCredentials()).containsExactly("ticket");
        assertThat(node.node.count(Event.BACKEND_CALL)).isEqualTo(2);
        assertThat(node.node.refusals("not_cacheable")).isEqualTo(2);
    }

    @Test
    void login_moduleWithPrincipalsOfItsOwn_isGrantedButNotCached() throws LoginException {
        JaasNode node = node(WithOwnPrincipal.class).realm(JaasNode.realm("r", WithOwnPrincipal.class, Map.of()));

        Subject subject = node.login("r", "alice", "pw").getSubject();

        assertThat(subject.getPrincipals(OwnPrincipal.class)).hasSize(1);
        assertThat(node.node.refusals("not_cacheable")).isEqualTo(1);
    }

    @Test
    void login_moduleThatCannotReachItsServer_failsAsItDoesAndIsNotADenial() {
        JaasNode node = node(Unreachable.class).realm(JaasNode.realm("r", Unreachable.class, Map.of()));

        assertThatThrownBy(() -> node.login("r", "alice", "pw"))
                .isExactlyInstanceOf(LoginException.class)
                .hasMessage("server is down");
        assertThat(node.node.count(Event.BACKEND_FAILED)).isEqualTo(1);
        assertThat(node.node.count(Event.BACKEND_DENIED)).isZero();
    }

    @Test
    void login_moduleThatWantsToBeIgnored_isIgnored() throws LoginException {
        JaasNode node = node(Absent.class)
                .realm(JaasNode.realm(
                        "r",
                        List.of(
                                JaasNode.entry(Absent.class, LoginModuleControlFlag.OPTIONAL, Map.of()),
                                JaasNode.entry(WithTicket.class, LoginModuleControlFlag.REQUIRED, Map.of()))));

        Subject subject = node.login("r", "alice", "pw").getSubject();

        assertThat(subject.getPrincipals()).containsExactly(new UserPrincipal("someone"));
    }

    @Test
    void login_restOfTheRealmSaysNo_addsNothing() {
        JaasNode node = node(WithTicket.class)
                .realm(JaasNode.realm(
                        "r",
                        List.of(
                                JaasNode.entry(WithTicket.class, LoginModuleControlFlag.REQUIRED, Map.of()),
                                JaasNode.entry(Unreachable.class, LoginModuleControlFlag.REQUIRED, Map.of()))));
        Subject subject = new Subject();

        assertThatThrownBy(() -> node.login("r", "alice", "pw", subject)).isInstanceOf(LoginException.class);

        assertThat(subject.getPrincipals()).isEmpty();
        assertThat(subject.getPrivateCredentials()).isEmpty();
    }

    @Test
    void login_emptyPassword_isLeftToTheModule() throws LoginException {
        JaasNode node = node(WithTicket.class).realm(JaasNode.realm("r", WithTicket.class, Map.of()));

        node.login("r", "alice", "");

        assertThat(node.node.count(Event.BYPASSED)).isEqualTo(1);
    }

    private static JaasNode node(Class<?> cached) {
        return new JaasNode(cached.getName());
    }

    /** Grants, and leaves a ticket. */
    public static class WithTicket implements LoginModule {

        private Subject subject;

        @Override
        public void initialize(Subject to, CallbackHandler handler, Map<String, ?> state, Map<String, ?> options) {
            subject = to;
        }

        @Override
        public boolean login() throws LoginException {
            return true;
        }

        @Override
        public boolean commit() throws LoginException {
            subject.getPrincipals().addAll(principals());
            addCredentials(subject.getPrivateCredentials());
            return true;
        }

        Set<Principal> principals() {
            return Set.of(new UserPrincipal("someone"));
        }

        void addCredentials(Set<Object> credentials) {
            credentials.add("ticket");
        }

        @Override
        public boolean abort() throws LoginException {
            return logout();
        }

        @Override
        public boolean logout() throws LoginException {
            return true;
        }
    }

    /** Grants with a class the cache does not know. */
    public static final class WithOwnPrincipal extends WithTicket {

        @Override
        Set<Principal> principals() {
            return Set.of(new OwnPrincipal());
        }

        @Override
        void addCredentials(Set<Object> credentials) {}
    }

    /** Cannot decide. */
    public static final class Unreachable extends WithTicket {

        @Override
        public boolean login() throws LoginException {
            throw new LoginException("server is down");
        }
    }

    /** Wants to be ignored. */
    public static final class Absent extends WithTicket {

        @Override
        public boolean login() throws LoginException {
            return false;
        }
    }

    private static final class OwnPrincipal implements Principal {

        @Override
        public String getName() {
            return "own";
        }
    }
}
