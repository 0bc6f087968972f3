// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.management.DynamicMBean;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.jmx.DescribedMBean;
import org.socache.http.disk.store.DiskStorage;
import org.socache.http.disk.store.Upkeep;
import org.socache.http.storage.Storage;

/**
 * The life of the storage. Other limits take effect in place; another root begins a new storage, with what lies there. A
 * wrong value is refused with its file and key, and what was in force stays so.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = DiskConfiguration.PID)
@Designate(ocd = DiskMetatype.class)
public final class DiskComponent {

    private static final Logger LOG = LoggerFactory.getLogger(DiskComponent.class);

    private final BundleContext context;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private DiskConfiguration configuration;
    private DiskStorage storage;
    private Upkeep upkeep;
    private volatile String problem = "";

    @Activate
    public DiskComponent(BundleContext context, Map<String, Object> properties) {
        this.context = context;
        modified(properties);
    }

    /** Takes another configuration. */
    @Modified
    synchronized void modified(Map<String, Object> properties) {
        try {
            DiskConfiguration changed = DiskConfiguration.read(properties, base());
            problem = "";
            apply(changed);
        } catch (IllegalArgumentException e) {
            problem = e.getMessage();
            LOG.error("{}; {}", problem, storage == null ? "nothing is kept on disk" : "it stays as it was");
        }
    }

    private Path base() {
        String base = context.getProperty("karaf.base");
        return Path.of(base == null ? "" : base).toAbsolutePath();
    }

    private void apply(DiskConfiguration changed) {
        boolean sameFiles = storage != null && changed.tree().equals(configuration.tree());
        configuration = changed;
        if (sameFiles) {
            storage.configure(changed.limits());
            upkeep.configure(changed.interval());
            // the HTTP cache asks for the limits again
            registrations.get(0).setProperties(storageProperties());
            return;
        }
        close();
        storage = new DiskStorage(changed.tree(), changed.limits(), Clock.systemUTC());
        upkeep = new Upkeep(storage, Clock.systemUTC(), changed.interval());
        upkeep.start();
        registrations.add(context.registerService(Storage.class, storage, storageProperties()));
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("jmx.objectname", "org.socache:type=DiskCache,name=http");
        DescribedMBean bean =
                DescribedMBean.of(new DiskManagement(storage, upkeep, () -> problem), DiskCacheMXBean.class, null);
        registrations.add(context.registerService(DynamicMBean.class, bean, properties));
        registrations.add(context.registerService(CacheTree.class, new CacheTree(changed.tree()), null));
    }

    private static Dictionary<String, Object> storageProperties() {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Storage.TYPE, "disk");
        return properties;
    }

    private void close() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
        if (upkeep != null) {
            upkeep.close();
        }
    }

    /** What is on disk stays there. */
    @Deactivate
    synchronized void deactivate() {
        close();
    }
}
