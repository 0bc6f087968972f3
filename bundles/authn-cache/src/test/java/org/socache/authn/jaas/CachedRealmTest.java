// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.apache.karaf.jaas.boot.principal.GroupPrincipal;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.jaas.modules.BackingEngine;
import org.apache.karaf.jaas.modules.impl.KarafRealm;
import org.apache.karaf.jaas.modules.properties.PropertiesBackingEngineFactory;
import org.apache.karaf.jaas.modules.properties.PropertiesLoginModule;
import org.apache.karaf.jaas.modules.publickey.PublickeyCallback;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.authn.cache.Counters.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Karaf's own realm, its properties, public key and audit modules, with the cache in front. */
class CachedRealmTest {

    private static final String USERS = """
            alice = old secret,_g_:admingroup
            bob = pw,viewer
            _g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh
            """;

    /** Karaf's realm reads the folder's name once. */
    @TempDir
    private static Path etc;

    private JaasNode karaf;

    @BeforeAll
    static void setFolder() {
        System.setProperty("karaf.etc", etc.toString());
    }

    @BeforeEach
    void boot() throws IOException {
        Files.writeString(etc.resolve("users.properties"), USERS);
        Files.deleteIfExists(etc.resolve("audit.log"));
        karaf = new JaasNode("PropertiesLoginModule").realm(karafRealm());
    }

    private static KarafRealm karafRealm() {
        Map<String, Object> settings = new HashMap<>(JaasNode.ENCRYPTION);
        settings.put("audit.file.enabled", "true");
        settings.put("audit.file.file", etc.resolve("audit.log").toString());
        settings.put("audit.log.enabled", "false");
        settings.put("audit.eventadmin.enabled", "false");
        settings.put("detailed.login.exception", "false");
        return new KarafRealm(JaasNode.framework(), settings);
    }

    @Test
    void entries_ofTheRealm_keepOrderFlagsAndEveryModuleNotNamed() {
        AppConfigurationEntry[] plain = karafRealm().getEntries();
        AppConfigurationEntry[] cached = karaf.entries("karaf");

        assertThat(cached).hasSameSizeAs(plain);
        assertThat(Stream.of(cached).map(AppConfigurationEntry::getControlFlag))
                .containsExactlyElementsOf(Stream.of(plain)
                        .map(AppConfigurationEntry::getControlFlag)
                        .toList());
        String properties = PropertiesLoginModule.class.getName();
        assertThat(modules(cached))
                .containsExactlyElementsOf(modules(plain).stream()
                        .map(module -> module.equals(properties) ? CachingLoginModule.class.getName() : module)
                        .toList());
    }

    @Test
    void login_byAnEntry_givesTheSamePrincipals() throws LoginException {
        Subject first = karaf.login("karaf", "alice", "old secret").getSubject();
        Subject second = karaf.login("karaf", "alice", "old secret").getSubject();

        assertThat(karaf.node.count(Event.HIT)).isEqualTo(1);
        assertThat(second.getPrincipals()).isEqualTo(first.getPrincipals());
        assertThat(names(second, UserPrincipal.class)).containsExactly("alice");
        assertThat(names(second, GroupPrincipal.class)).containsExactly("admingroup");
        assertThat(names(second, RolePrincipal.class))
                .containsExactlyInAnyOrder("admin", "manager", "viewer", "systembundles", "ssh");
    }

    @Test
    void login_wrongPasswordOnAnEntry_isRefusedByTheModuleItself() throws LoginException {
        karaf.login("karaf", "alice", "old secret");

        assertThatThrownBy(() -> karaf.login("karaf", "alice", "guess"))
                .isInstanceOf(FailedLoginException.class)
                .hasMessage("login failed");
        assertThat(karaf.node.count(Event.BACKEND_DENIED)).isEqualTo(1);
    }

    @Test
    void login_afterTheTimeout_asksTheModule() throws LoginException {
        karaf.login("karaf", "alice", "old secret");
        karaf.clock.advance(Duration.ofMinutes(5));

        karaf.login("karaf", "alice", "old secret");

        assertThat(karaf.node.count(Event.BACKEND_CALL)).isEqualTo(2);
    }

    @Test
    void login_byAnEntry_isAuditedLikeAnyOther() throws Exception {
        karaf.login("karaf", "alice", "old secret");
        List<String> plain = Files.readAllLines(etc.resolve("audit.log"));

        karaf.login("karaf", "alice", "old secret");

        List<String> both = Files.readAllLines(etc.resolve("audit.log"));
        assertThat(karaf.node.count(Event.HIT)).isEqualTo(1);
        assertThat(plain).isNotEmpty();
        assertThat(both).hasSize(2 * plain.size());
    }

    @Test
    void logout_afterALoginByAnEntry_takesThePrincipalsBack() throws LoginException {
        karaf.login("karaf", "alice", "old secret");
        Principal own = new UserPrincipal("application");
        Subject subject = new Subject();
        subject.getPrincipals().add(own);

        LoginContext context = karaf.login("karaf", "alice", "old secret", subject);
        assertThat(subject.getPrincipals()).hasSizeGreaterThan(1);
        context.logout();

        assertThat(subject.getPrincipals()).containsExactly(own);
    }

    @Test
    void login_byPublicKey_bypassesTheCache() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        assertThatThrownBy(() -> karaf.login("karaf", new Subject(), callbacks -> {
                    for (Callback callback : callbacks) {
                        if (callback instanceof NameCallback name) {
                            name.setName("alice");
                        } else if (callback instanceof PublickeyCallback key) {
                            key.setPublicKey(pair.getPublic());
                        } else {
                            throw new UnsupportedCallbackException(callback);
                        }
                    }
                }))
                .isInstanceOf(LoginException.class);
        assertThat(karaf.node.count(Event.BYPASSED)).isEqualTo(1);
        assertThat(karaf.node.count(Event.BACKEND_CALL)).isZero();
    }

    @Test
    void login_unnamedModule_isNotCached() throws LoginException {
        JaasNode other = new JaasNode("LDAPLoginModule other/PropertiesLoginModule").realm(karafRealm());

        other.login("karaf", "alice", "old secret");

        assertThat(other.node.count(Event.BACKEND_CALL)).isZero();
        assertThat(other.shared.dump()).isEmpty();
    }

    @Test
    void login_sameUserAndPasswordOfAnotherRealm_isAskedThere() throws LoginException {
        karaf.realm(JaasNode.realm(
                "other",
                PropertiesLoginModule.class,
                Map.of("users", etc.resolve("users.properties").toString())));

        karaf.login("karaf", "alice", "old secret");
        karaf.login("other", "alice", "old secret");

        assertThat(karaf.node.count(Event.BACKEND_CALL)).isEqualTo(2);
    }

    @Test
    void engine_ofTheWrappedModule_changesUsersAndMakesTheCacheForgetThem() throws LoginException {
        karaf.login("karaf", "alice", "old secret");
        karaf.login("karaf", "bob", "pw");
        BackingEngine engine = engine();

        assertThat(engine.listUsers().stream().map(UserPrincipal::getName)).contains("alice", "bob");
        engine.addUser("alice", "new secret");
        engine.addRole("bob", "manager");

        assertThatThrownBy(() -> karaf.login("karaf", "alice", "old secret")).isInstanceOf(LoginException.class);
        karaf.login("karaf", "alice", "new secret");
        Subject bob = karaf.login("karaf", "bob", "pw").getSubject();
        assertThat(names(bob, RolePrincipal.class)).contains("viewer", "manager");

        engine.deleteUser("bob");
        assertThatThrownBy(() -> karaf.login("karaf", "bob", "pw")).isInstanceOf(LoginException.class);
    }

    private BackingEngine engine() {
        AppConfigurationEntry wrapped = Stream.of(karaf.entries("karaf"))
                .filter(entry -> CachingLoginModule.class
                        .getName()
                        .equals(entry.getOptions().get(ProxyLoginModule.PROPERTY_MODULE)))
                .findFirst()
                .orElseThrow();
        return new CachingEngineFactory(() -> List.of(new PropertiesBackingEngineFactory()))
                .build(wrapped.getOptions());
    }

    private static List<Object> modules(AppConfigurationEntry[] entries) {
        return Stream.of(entries)
                .map(entry -> (Object) entry.getOptions().get(ProxyLoginModule.PROPERTY_MODULE))
                .toList();
    }

    private static Set<String> names(Subject subject, Class<? extends Principal> type) {
        return subject.getPrincipals(type).stream().map(Principal::getName).collect(Collectors.toSet());
    }
}
