// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.management.DynamicMBean;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;
import org.socache.api.jmx.DescribedMBean;
import org.socache.api.spi.CacheProvider;
import org.socache.core.ProviderDirectory.Offer;

/**
 * The service consumers and operators find: opens caches, hears of providers, and shows both in JMX.
 *
 * <p>Providers are a dynamic reference of many, and each cache picks its own by name; so a provider that comes or goes never
 * restarts this component or a consumer.
 */
@Component(
        service = {SharedCaches.class, CacheAdmin.class},
        configurationPid = "org.socache.core")
@Designate(ocd = CoreConfiguration.class)
public final class SharedCachesComponent implements SharedCaches, CacheAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(SharedCachesComponent.class);

    private static final int SHORTEST_CALL_MILLIS = 10;
    private static final int LONGEST_CALL_MILLIS = 10_000;
    private static final int DEFAULT_CALL_MILLIS = 250;

    /** Enough to open a file with millions of entries. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BundleContext context;
    private final ProviderDirectory providers = new ProviderDirectory();
    private final Map<String, NamedCache> caches = new ConcurrentHashMap<>();
    private final Map<String, ServiceRegistration<DynamicMBean>> mbeans = new ConcurrentHashMap<>();
    /** A thread for each: a place that hangs while it is opened, or an instance while it is probed, holds up no other. */
    private final ExecutorService background = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            daemons("socache-background"),
            new ThreadPoolExecutor.DiscardPolicy());

    private final ScheduledExecutorService timer = newScheduler("socache-timer");
    /** Tells those who listen in JMX, one thing after the other: they may take their time, which is not a request's. */
    private final ScheduledExecutorService herald = newScheduler("socache-notifications");

    private final CacheNotifications notifications;
    private final CacheEnvironment environment;
    private volatile Duration callLimit = Duration.ofMillis(DEFAULT_CALL_MILLIS);

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile EventAdmin eventAdmin;

    @Activate
    public SharedCachesComponent(
            BundleContext context, CoreConfiguration configuration, @Reference ConfigurationAdmin configurations) {
        this.context = context;
        this.notifications = new CacheNotifications(InstantSource.system(), herald, this::post);
        this.environment = new CacheEnvironment(
                providers,
                InstantSource.system(),
                directory("karaf.base"),
                directory("karaf.data"),
                () -> callLimit,
                PATIENCE,
                background,
                timer,
                new ConfigurationKeeper(configurations, fileInstallSaves(context)),
                notifications);
        configure(configuration);
    }

    /** A wrong value is refused, and what was in force before stays. */
    @Modified
    void configure(CoreConfiguration configuration) {
        String text = configuration.CallTimeout().trim();
        int millis = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (millis < SHORTEST_CALL_MILLIS || millis > LONGEST_CALL_MILLIS) {
            LOG.error(
                    "org.socache.core.cfg: CallTimeout = {} is not a whole number of milliseconds from {} to {}; it stays {} ms",
                    text,
                    SHORTEST_CALL_MILLIS,
                    LONGEST_CALL_MILLIS,
                    callLimit.toMillis());
            return;
        }
        callLimit = Duration.ofMillis(millis);
    }

    /** As File Install itself reads the property: it saves where nobody has said a word. */
    private static boolean fileInstallSaves(BundleContext context) {
        String save = context.getProperty("felix.fileinstall.enableConfigSave");
        return save == null || Boolean.parseBoolean(save);
    }

    /** Outside Karaf the properties are absent, and the working directory serves. */
    private static Path directory(String property) {
        return Path.of(System.getProperty(property, "")).toAbsolutePath();
    }

    /** Once it is shut down it drops what it is given: Declarative Services takes the providers away after deactivation. */
    private static ScheduledExecutorService newScheduler(String name) {
        return new ScheduledThreadPoolExecutor(1, daemons(name), new ThreadPoolExecutor.DiscardPolicy());
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private void post(Event event) {
        EventAdmin current = eventAdmin;
        if (current != null) {
            current.postEvent(event);
        }
    }

    // Providers

    @Reference(
            service = CacheProvider.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindProvider(ServiceReference<CacheProvider> reference, CacheProvider provider) {
        if (!(reference.getProperty(CacheProvider.PROVIDER_NAME) instanceof String name)) {
            LOG.warn(
                    "{} offers a cache provider without the property {}; nobody can ask for it",
                    reference.getBundle(),
                    CacheProvider.PROVIDER_NAME);
            return;
        }
        String bundle = reference.getBundle().getSymbolicName() + " "
                + reference.getBundle().getVersion();
        providers.add(reference, new Offer(name, provider, bundle));
        showProvider(name);
        caches.values().forEach(NamedCache::rebindSoon);
    }

    void unbindProvider(ServiceReference<CacheProvider> reference, CacheProvider provider) {
        providers.remove(reference);
        caches.values().forEach(cache -> cache.detach(provider));
        // another service of the same name may be waiting behind it
        caches.values().forEach(NamedCache::rebindSoon);
    }

    // Consumers

    @Override
    public SharedCache open(CacheRegistration registration, CacheSpecification specification, Hints hints)
            throws InvalidSpecificationException {
        NamedCache cache =
                new NamedCache(registration, specification, hints, environment, () -> forget(registration.name()));
        // listed first, so that it hears of providers that come and go; opened second, which may take its time
        list(cache);
        try {
            cache.open();
        } catch (InvalidSpecificationException | RuntimeException | Error refused) {
            cache.close();
            throw refused;
        }
        showProvider(specification.provider());
        show(MBeanName.of("Cache", cache.name()), mbean(cache));
        return cache;
    }

    private synchronized void list(NamedCache cache) {
        for (NamedCache open : caches.values()) {
            if (open.name().equals(cache.name()) || open.consumer().equals(cache.consumer())) {
                throw new IllegalStateException("a cache named " + open.name() + " for " + open.consumer()
                        + " is open already; close it before " + cache.name() + " is opened");
            }
        }
        caches.put(cache.name(), cache);
    }

    private DescribedMBean mbean(NamedCache cache) {
        return DescribedMBean.of(new CacheView(cache), CacheMXBean.class, notifications.broadcasterOf(cache.name()));
    }

    private void forget(String name) {
        caches.remove(name);
        hide(MBeanName.of("Cache", name));
        notifications.forget(name);
    }

    // Operators

    @Override
    public List<ManagedCache> caches() {
        return caches.values().stream()
                .sorted(Comparator.comparing(NamedCache::name))
                .map(ManagedCache.class::cast)
                .toList();
    }

    @Override
    public Optional<ManagedCache> cache(String name) {
        return caches().stream()
                .filter(cache -> cache.name().equals(name) || cache.consumer().equals(name))
                .findFirst();
    }

    @Override
    public List<ManagedProvider> providers() {
        Collection<String> names = new TreeSet<>(providers.names());
        caches.values().forEach(cache -> names.add(cache.specification().provider()));
        return names.stream()
                .map(name -> {
                    ProviderView view = view(name);
                    return new ManagedProvider(name, view.isAvailable(), view.getBundle(), view.getInstances());
                })
                .toList();
    }

    // JMX

    private ProviderView view(String provider) {
        return new ProviderView(provider, providers, caches::values);
    }

    private void showProvider(String name) {
        show(MBeanName.of("Provider", name), DescribedMBean.of(view(name), ProviderMXBean.class, null));
    }

    private void show(String objectName, DescribedMBean mbean) {
        mbeans.computeIfAbsent(objectName, name -> {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put("jmx.objectname", name);
            return context.registerService(DynamicMBean.class, mbean, properties);
        });
    }

    private void hide(String objectName) {
        ServiceRegistration<DynamicMBean> registration = mbeans.remove(objectName);
        if (registration != null) {
            registration.unregister();
        }
    }

    @Deactivate
    void deactivate() {
        List.copyOf(caches.values()).forEach(NamedCache::close);
        List.copyOf(mbeans.keySet()).forEach(this::hide);
        background.shutdownNow();
        timer.shutdownNow();
        herald.shutdown();
    }
}
