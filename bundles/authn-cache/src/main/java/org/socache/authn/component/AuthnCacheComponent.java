// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.component;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.DynamicMBean;

import org.apache.karaf.jaas.config.JaasRealm;
import org.apache.karaf.jaas.modules.BackingEngineFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.SharedCaches;
import org.socache.api.jmx.DescribedMBean;
import org.socache.authn.AuthnCache;
import org.socache.authn.cache.Counters;
import org.socache.authn.cache.CredentialCache;
import org.socache.authn.cache.NodeKeys;
import org.socache.authn.config.AuthnConfiguration;
import org.socache.authn.config.AuthnSettings;
import org.socache.authn.config.AuthnSettingsReader;
import org.socache.authn.config.InvalidDirectiveException;
import org.socache.authn.jaas.CachedRealms;
import org.socache.authn.jaas.CachingEngineFactory;
import org.socache.authn.seal.KeyRing;

/**
 * Puts the authentication cache together and keeps it as its configuration says. A configuration that cannot be is refused in
 * the log, and the previous one stays in force; the first one that cannot be leaves the cache switched off.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = AuthnSettingsReader.PID)
@Designate(ocd = AuthnConfiguration.class)
public final class AuthnCacheComponent {

    private static final Logger LOG = LoggerFactory.getLogger(AuthnCacheComponent.class);
    private static final String NOT_OURS = "(!(" + CachedRealms.CACHED_PROPERTY + "=*))";
    private static final String OBJECT_NAME = "org.socache:type=AuthnCache,name=authn";
    private static final InstantSource CLOCK = InstantSource.system();

    private final List<BackingEngineFactory> engineFactories = new CopyOnWriteArrayList<>();
    private final CachedRealms realms = new CachedRealms();
    private final Collection<ServiceRegistration<?>> services = new ArrayList<>();
    private final NodeKeys keys = new NodeKeys(CLOCK);
    private final Counters counters = new Counters();
    private final BundleContext bundle;
    private final CacheHandle handle;
    private final Path base;
    private final CredentialCache cache;

    /** Takes what it needs; nothing is opened yet. */
    @Activate
    public AuthnCacheComponent(@Reference SharedCaches caches, BundleContext bundle) {
        this.bundle = bundle;
        handle = new CacheHandle(caches);
        String karafBase = bundle.getProperty("karaf.base");
        base = Path.of(karafBase == null ? "" : karafBase).toAbsolutePath();
        cache = new CredentialCache(AuthnSettings.OFF, handle, keys, counters, CLOCK);
    }

    @Activate
    void activate(Map<String, Object> properties) {
        configure(properties);
        AuthnCacheMXBean monitor = new AuthnCacheMonitor(cache, counters);
        services.add(bundle.registerService(AuthnCache.class, cache, null));
        services.add(bundle.registerService(
                DynamicMBean.class,
                DescribedMBean.of(monitor, AuthnCacheMXBean.class, null),
                properties("jmx.objectname", OBJECT_NAME)));
        services.add(bundle.registerService(
                BackingEngineFactory.class,
                new CachingEngineFactory(() -> engineFactories),
                properties(CachedRealms.CACHED_PROPERTY, true)));
        realms.open(bundle, cache);
    }

    /** New settings, without a gap in service. */
    @Modified
    void configure(Map<String, Object> properties) {
        try {
            AuthnSettings settings = AuthnSettingsReader.read(properties, base);
            KeyRing ring = keys.read(settings.keyFile());
            handle.configure(settings);
            keys.use(settings.keyFile(), ring);
            cache.configure(settings);
            realms.update();
            if (settings.httpdRecords()) {
                LOG.warn("AuthnCacheHttpdRecords = on: password hashes are in the cache in clear");
            }
        } catch (InvalidDirectiveException | InvalidSpecificationException | IOException refused) {
            LOG.error("configuration refused, the previous one stays in force: {}", refused.getMessage());
        }
    }

    /** Realms first: from then on every login goes straight to its back end. */
    @Deactivate
    void deactivate() {
        realms.close();
        services.forEach(ServiceRegistration::unregister);
        handle.close();
    }

    private static Hashtable<String, Object> properties(String key, Object value) {
        return new Hashtable<>(Map.of(key, value));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, target = NOT_OURS)
    void addRealm(JaasRealm realm) {
        realms.add(realm);
    }

    void removeRealm(JaasRealm realm) {
        realms.remove(realm);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, target = NOT_OURS)
    void addEngineFactory(BackingEngineFactory factory) {
        engineFactories.add(factory);
    }

    void removeEngineFactory(BackingEngineFactory factory) {
        engineFactories.remove(factory);
    }
}
