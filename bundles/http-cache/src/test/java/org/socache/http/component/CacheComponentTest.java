// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;

import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.http.exchange.HttpCaching;
import org.socache.http.exchange.ManualClock;
import org.socache.http.exchange.MemoryCache;

import static org.assertj.core.api.Assertions.assertThat;

class CacheComponentTest {

    private final List<Object> services = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();
    private final MemoryCache cache = new MemoryCache(new ManualClock());

    /** As core does for a provider that refuses arguments beginning with "bad". */
    private final SharedCaches caches = new SharedCaches() {
        @Override
        public SharedCache open(CacheRegistration registration, CacheSpecification specification, Hints hints)
                throws InvalidSpecificationException {
            if ("bad".equals(specification.argument())) {
                throw new InvalidSpecificationException("\"bad\" is no path; write path(size)");
            }
            opened.add(registration.consumer() + " " + specification + " " + hints.maximumObjectSize());
            cache.configure(specification, hints);
            return cache;
        }
    };

    /** A framework that only keeps the services it is given. */
    private BundleContext context() {
        ClassLoader loader = getClass().getClassLoader();
        return (BundleContext) Proxy.newProxyInstance(
                loader, new Class<?>[] {BundleContext.class}, (proxy, method, args) -> {
                    Object service = args[1];
                    services.add(service);
                    return Proxy.newProxyInstance(loader, new Class<?>[] {ServiceRegistration.class}, (p, m, a) -> {
                        if (m.getName().equals("unregister")) {
                            services.remove(service);
                        }
                        return null;
                    });
                });
    }

    private CacheComponent start(String... directives) {
        return new CacheComponent(context(), caches, properties(directives));
    }

    private static Map<String, Object> properties(String... directives) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < directives.length; i += 2) {
            properties.put(directives[i], directives[i + 1]);
        }
        return properties;
    }

    private <T> T service(Class<T> type) {
        return services.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    @Test
    void start_opensTheCacheAndOffersIt() {
        CacheComponent component = start("CacheSocache", "shmcb:x(1M)", "CacheSocacheMaxSize", "2048");

        assertThat(opened).containsExactly("cache-socache shmcb:x(1M) 2048");
        assertThat(service(HttpCaching.class)).isNotNull();

        component.deactivate();
        assertThat(services).isEmpty();
    }

    @Test
    void modified_wrongValue_leavesEverythingAsItWas_andTheMBeanTells() throws Exception {
        CacheComponent component = start("CacheQuickHandler", "off");

        component.modified(properties("CacheQuickHandler", "on", "CacheLockMaxAge", "soon"));

        assertThat(service(HttpCaching.class).isQuick()).isFalse();
        assertThat(problem()).contains("CacheLockMaxAge = \"soon\" is refused");

        component.modified(properties("CacheQuickHandler", "on"));

        assertThat(service(HttpCaching.class).isQuick()).isTrue();
        assertThat(problem()).isEmpty();
    }

    @Test
    void start_refusedSpecification_cachesNothingUntilItIsCorrected() {
        CacheComponent component = start("CacheSocache", "shmcb:bad");
        assertThat(services).isEmpty();

        component.modified(properties("CacheSocache", "shmcb:good"));

        assertThat(service(HttpCaching.class)).isNotNull();
    }

    @Test
    void location_comesAndGoes_withoutTheCacheBeingOpenedAgain() {
        CacheComponent component = start();
        LocationComponent location =
                new LocationComponent(Map.of("Location", "/docs", "service.pid", "org.socache.http.location~docs"));

        component.addLocation(location);
        location.modified(Map.of("Location", "docs"));
        assertThat(location.configuration().path()).isEqualTo("/docs");
        component.updatedLocation(location);
        component.removeLocation(location);

        assertThat(opened).hasSize(1);
    }

    @Test
    void mbean_everyAttributeAndOperationSaysWhatItIs() throws Exception {
        start();
        DynamicMBean bean = service(DynamicMBean.class);

        assertThat(bean.getMBeanInfo().getAttributes())
                .extracting(MBeanAttributeInfo::getDescription)
                .allSatisfy(text -> assertThat(text).endsWith("."));
        assertThat(bean.getMBeanInfo().getOperations())
                .extracting(MBeanOperationInfo::getName)
                .containsExactlyInAnyOrder("purge", "purgeTag", "ban");
        for (MBeanAttributeInfo attribute : bean.getMBeanInfo().getAttributes()) {
            assertThat(bean.getAttribute(attribute.getName()))
                    .as(attribute.getName())
                    .isNotNull();
        }
    }

    private String problem() throws Exception {
        return (String) service(DynamicMBean.class).getAttribute("ConfigurationProblem");
    }
}
