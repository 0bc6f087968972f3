// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.util.Collection;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import org.apache.karaf.jaas.config.JaasRealm;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.authn.cache.CredentialCache;

/** Registers one realm of ours for every realm that has a module to wrap, as realms and settings come and go. */
public final class CachedRealms implements AutoCloseable {

    /** Service property of our own realms, so that nobody wraps them again. */
    public static final String CACHED_PROPERTY = "org.socache.authn.cached";

    private static final Logger LOG = LoggerFactory.getLogger(CachedRealms.class);

    private final List<JaasRealm> realms = new CopyOnWriteArrayList<>();
    private final Map<String, ServiceRegistration<JaasRealm>> registered = new HashMap<>();
    private BundleContext bundle;
    private CredentialCache cache;

    /** Takes notice of a realm. */
    public synchronized void add(JaasRealm realm) {
        realms.add(realm);
        update();
    }

    /** A realm is gone. */
    public synchronized void remove(JaasRealm realm) {
        realms.remove(realm);
        update();
    }

    /** Begins to wrap. */
    public synchronized void open(BundleContext context, CredentialCache credentials) {
        bundle = context;
        cache = credentials;
        update();
    }

    /** Settings or realms have changed: wraps what is to be wrapped now, and nothing else. */
    public synchronized void update() {
        if (cache == null) {
            return;
        }
        Set<String> wanted = realms.stream()
                .filter(realm -> CachedRealm.wrapsAny(cache, realm))
                .map(JaasRealm::getName)
                .collect(Collectors.toSet());
        registered.entrySet().removeIf(entry -> !wanted.contains(entry.getKey()) && unregister(entry));
        wanted.stream().filter(name -> !registered.containsKey(name)).forEach(this::register);
    }

    private void register(String name) {
        Collection<JaasRealm> behind = realms;
        CachedRealm realm =
                new CachedRealm(name, () -> behind, cache, bundle.getBundle().getBundleId());
        Hashtable<String, Object> properties = new Hashtable<>(Map.of(CACHED_PROPERTY, true));
        registered.put(name, bundle.registerService(JaasRealm.class, realm, properties));
        LOG.info("authentication cache in front of realm {}", name);
    }

    private boolean unregister(Map.Entry<String, ServiceRegistration<JaasRealm>> entry) {
        try {
            entry.getValue().unregister();
        } catch (IllegalStateException bundleStopped) {
            LOG.debug("realm {} is gone already", entry.getKey(), bundleStopped);
        }
        LOG.info("authentication cache no longer in front of realm {}", entry.getKey());
        return true;
    }

    @Override
    public synchronized void close() {
        cache = null;
        registered.entrySet().removeIf(this::unregister);
    }
}
