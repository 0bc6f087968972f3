// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.management.DynamicMBean;

import org.osgi.annotation.bundle.Capability;
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
import org.socache.api.CacheRegistration;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.api.jmx.DescribedMBean;
import org.socache.http.HttpCache;
import org.socache.http.config.InvalidDirectiveException;
import org.socache.http.config.LocationConfiguration;
import org.socache.http.config.ServerConfiguration;
import org.socache.http.exchange.HttpCaching;
import org.socache.http.storage.Storage;

/**
 * The life of the HTTP cache. It starts with its configuration, or with caching off where there is none; a change that is
 * wrong in one place is refused as a whole, and what was in force stays so.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = ServerConfiguration.PID)
@Designate(ocd = ServerMetatype.class)
// registered in code, so the tools cannot see it; without it no resolver would start who refers to it
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>='org.socache.http.HttpCache'")
public final class CacheComponent {

    private static final Logger LOG = LoggerFactory.getLogger(CacheComponent.class);

    private static final CacheRegistration REGISTRATION =
            new CacheRegistration("cache-socache", "http", ServerConfiguration.PID, "CacheSocache");

    /** As mod_cache_socache hints; the greatest size is configured. */
    private static final int AVERAGE_ID_LENGTH = 64;

    private static final int AVERAGE_OBJECT_SIZE = 2048;

    private final BundleContext context;
    private final SharedCaches caches;
    private final Set<LocationComponent> locations = new LinkedHashSet<>();
    private final Map<String, Storage> storages = new HashMap<>();
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private ServerConfiguration server;
    private SharedCache cache;
    private HttpCaching caching;
    private volatile String problem = "";

    /** Opens the cache and offers it. */
    @Activate
    public CacheComponent(BundleContext context, @Reference SharedCaches caches, Map<String, Object> properties) {
        this.context = context;
        this.caches = caches;
        modified(properties);
    }

    /** Takes another configuration, without any request noticing. */
    @Modified
    synchronized void modified(Map<String, Object> properties) {
        try {
            ServerConfiguration changed = ServerConfiguration.read(properties);
            if (cache == null) {
                cache = caches.open(REGISTRATION, changed.socache(), hints(changed));
            } else {
                cache.configure(changed.socache(), hints(changed));
            }
            server = changed;
            problem = "";
            apply();
        } catch (InvalidDirectiveException e) {
            refuse(e.getMessage());
        } catch (InvalidSpecificationException e) {
            refuse("etc/" + ServerConfiguration.PID + ".cfg: CacheSocache is refused: " + e.getMessage());
        }
    }

    private void refuse(String message) {
        problem = message;
        LOG.error("{}; {}", message, server == null ? "nothing is cached" : "the configuration stays as it was");
    }

    private static Hints hints(ServerConfiguration configuration) {
        return new Hints(AVERAGE_ID_LENGTH, AVERAGE_OBJECT_SIZE, (int) configuration.maximumSize());
    }

    private void apply() {
        if (server == null) {
            return;
        }
        List<LocationConfiguration> valid = locations.stream()
                .map(LocationComponent::configuration)
                .filter(Objects::nonNull)
                .toList();
        if (caching == null) {
            caching = new HttpCaching(cache, server, valid, storages, Clock.systemUTC());
            offer();
        } else {
            caching.configure(server, valid, storages);
        }
    }

    private void offer() {
        registrations.add(context.registerService(
                new String[] {HttpCaching.class.getName(), HttpCache.class.getName()}, caching, null));
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("jmx.objectname", "org.socache:type=HttpCache,name=http");
        DescribedMBean bean =
                DescribedMBean.of(new HttpCacheManagement(caching, () -> problem), HttpCacheMXBean.class, null);
        registrations.add(context.registerService(DynamicMBean.class, bean, properties));
    }

    /** A location came. */
    @Reference(
            name = "location",
            service = LocationComponent.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "updatedLocation",
            unbind = "removeLocation")
    synchronized void addLocation(LocationComponent location) {
        locations.add(location);
        apply();
    }

    /** A location's file was changed. */
    synchronized void updatedLocation(LocationComponent location) {
        apply();
    }

    /** A location went. */
    synchronized void removeLocation(LocationComponent location) {
        locations.remove(location);
        apply();
    }

    /** A storage beside socache came, or has other limits now. */
    @Reference(
            name = "storage",
            service = Storage.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "addStorage",
            unbind = "removeStorage")
    synchronized void addStorage(Storage storage, Map<String, Object> properties) {
        storages.put(String.valueOf(properties.get(Storage.TYPE)), storage);
        apply();
    }

    /** A storage went; what would be kept there is not cached. */
    synchronized void removeStorage(Storage storage) {
        storages.values().removeIf(other -> other == storage);
        apply();
    }

    /** Gives the cache up; what is stored stays with its provider. */
    @Deactivate
    synchronized void deactivate() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
        if (cache != null) {
            cache.close();
        }
    }
}
