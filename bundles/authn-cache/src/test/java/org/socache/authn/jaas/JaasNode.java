// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.sql.DataSource;

import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.apache.karaf.jaas.config.JaasRealm;
import org.apache.karaf.jaas.config.impl.OsgiConfiguration;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.socache.authn.MemoryCache;
import org.socache.authn.Node;
import org.socache.tck.TestClock;

/**
 * JAAS as Karaf sets it up: its configuration, its proxy module, its realms and login modules, with the cached realm in front.
 * Only the framework that loads classes by bundle is played.
 */
final class JaasNode {

    static final long BUNDLE_ID = 7;

    private static final InvocationHandler NOTHING = (proxy, method, arguments) -> null;

    /** The one service of the played framework. */
    private static volatile DataSource dataSource;

    /** What Karaf's modules expect of {@code org.apache.karaf.jaas.cfg}. */
    static final Map<String, String> ENCRYPTION = Map.of(
            "encryption.enabled", "false",
            "encryption.name", "basic",
            "encryption.prefix", "{CRYPT}",
            "encryption.suffix", "{CRYPT}",
            "encryption.algorithm", "SHA-256",
            "encryption.encoding", "hexadecimal");

    final TestClock clock = new TestClock();
    final MemoryCache shared = new MemoryCache(clock);
    final Node node;
    private final OsgiConfiguration configuration = new OsgiConfiguration();
    private final List<JaasRealm> realms = new ArrayList<>();

    JaasNode(String provideFor) {
        node = new Node(shared, clock, "AuthnCacheProvideFor", provideFor);
        ProxyLoginModule.init(framework());
    }

    /** Adds a realm, and the cache in front of it. */
    JaasNode realm(JaasRealm realm) {
        register(realm);
        register(new CachedRealm(realm.getName(), () -> realms, node.cache, BUNDLE_ID));
        return this;
    }

    static void offer(DataSource service) {
        dataSource = service;
    }

    private void register(JaasRealm realm) {
        realms.add(realm);
        configuration.register(realm, Map.of());
    }

    AppConfigurationEntry[] entries(String realm) {
        return configuration.getAppConfigurationEntry(realm);
    }

    /** A login as an application makes it. */
    LoginContext login(String realm, String user, String password) throws LoginException {
        return login(realm, user, password, new Subject());
    }

    LoginContext login(String realm, String user, String password, Subject subject) throws LoginException {
        return login(realm, subject, nameAndPassword(user, password));
    }

    LoginContext login(String realm, Subject subject, CallbackHandler handler) throws LoginException {
        LoginContext context = new LoginContext(realm, subject, handler, configuration);
        context.login();
        return context;
    }

    static CallbackHandler nameAndPassword(String user, String password) {
        return callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(user);
                } else if (callback instanceof PasswordCallback secret) {
                    secret.setPassword(password.toCharArray());
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        };
    }

    /** A realm of one module, as a {@code jaas:config} element makes it. */
    static JaasRealm realm(String name, Class<?> module, Map<String, ?> options) {
        return realm(name, List.of(entry(module, LoginModuleControlFlag.REQUIRED, options)));
    }

    static JaasRealm realm(String name, Collection<AppConfigurationEntry> entries) {
        return new JaasRealm() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public int getRank() {
                return 0;
            }

            @Override
            public AppConfigurationEntry[] getEntries() {
                return entries.toArray(AppConfigurationEntry[]::new);
            }
        };
    }

    static AppConfigurationEntry entry(Class<?> module, LoginModuleControlFlag flag, Map<String, ?> options) {
        Map<String, Object> all = new HashMap<>(ENCRYPTION);
        all.putAll(options);
        all.put(ProxyLoginModule.PROPERTY_MODULE, module.getName());
        all.put(ProxyLoginModule.PROPERTY_BUNDLE, "3");
        all.put(BundleContext.class.getName(), framework());
        return new AppConfigurationEntry(ProxyLoginModule.class.getName(), flag, all);
    }

    static BundleContext framework() {
        Bundle bundle = played(Bundle.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "loadClass" -> Class.forName((String) arguments[0]);
            case "getBundleId" -> BUNDLE_ID;
            default -> throw new UnsupportedOperationException(method.toString());
        });
        return played(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getBundle" -> bundle;
            case "getServiceReferences" -> new ServiceReference<?>[] {played(ServiceReference.class, NOTHING)};
            case "getService" -> dataSource;
            case "ungetService" -> true;
            case "hashCode" -> 1;
            case "equals" -> proxy == arguments[0];
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static <T> T played(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
