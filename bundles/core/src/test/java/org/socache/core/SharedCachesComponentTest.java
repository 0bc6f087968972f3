// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.SharedCache;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What Declarative Services does with the component that a framework of its own would not show. */
class SharedCachesComponentTest {

    private final Bundle bundle =
            stub(Bundle.class, Map.of("getSymbolicName", "test", "getVersion", Version.emptyVersion));
    private final ServiceRegistration<?> registration = stub(ServiceRegistration.class, Map.of());
    private final BundleContext context = stub(BundleContext.class, Map.of("registerService", registration));
    private final CoreConfiguration configuration = stub(CoreConfiguration.class, Map.of("CallTimeout", "250"));

    @SuppressWarnings("unchecked")
    private final ServiceReference<CacheProvider> reference =
            stub(ServiceReference.class, Map.of("getProperty", "map", "getBundle", bundle, "compareTo", 0));

    @Test
    void unbindProvider_afterDeactivation_isQuiet() {
        SharedCachesComponent component = new SharedCachesComponent(context, configuration, null);
        MapProvider provider = new MapProvider();
        component.bindProvider(reference, provider);
        assertThat(component.providers()).singleElement().matches(bound -> bound.available());

        component.deactivate();

        assertThatCode(() -> component.unbindProvider(reference, provider)).doesNotThrowAnyException();
        assertThat(component.providers()).isEmpty();
    }

    @Test
    @Timeout(20)
    void open_anotherProviderHangs_doesNotWaitForIt() throws Exception {
        SharedCachesComponent component = new SharedCachesComponent(context, configuration, null);
        MapProvider provider = new MapProvider();
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        component.bindProvider(reference, provider);
        provider.failing.put("open", () -> {
            provider.failing.clear();
            hanging.countDown();
            awaitUninterruptibly(goOn);
        });
        Thread slow = new Thread(() -> open(component, "slow"));
        slow.start();
        hanging.await();

        SharedCache quick = open(component, "quick");

        assertThat(quick.state()).isEqualTo(CacheState.BOUND);
        assertThatThrownBy(() -> open(component, "slow")).isInstanceOf(IllegalStateException.class);
        goOn.countDown();
        slow.join();
        assertThat(component.caches()).hasSize(2);
        component.deactivate();
    }

    @Test
    @Timeout(20)
    void bindProvider_onePlaceHangs_theOtherCachesAreBound() {
        SharedCachesComponent component = new SharedCachesComponent(context, configuration, null);
        List<SharedCache> waiting = List.of(open(component, "a"), open(component, "b"), open(component, "c"));
        MapProvider provider = new MapProvider();
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        provider.failing.put("open", () -> {
            if (first.getAndSet(false)) {
                awaitUninterruptibly(goOn);
            }
        });

        component.bindProvider(reference, provider);

        await().until(() -> boundOf(waiting) == 2);
        goOn.countDown();
        await().until(() -> boundOf(waiting) == 3);
        component.deactivate();
    }

    private static long boundOf(List<SharedCache> caches) {
        return caches.stream()
                .filter(cache -> cache.state() == CacheState.BOUND)
                .count();
    }

    @Test
    void open_isRefused_theNameIsFreeAgain() {
        SharedCachesComponent component = new SharedCachesComponent(context, configuration, null);
        MapProvider provider = new MapProvider();
        component.bindProvider(reference, provider);
        provider.failing.put("open", () -> {
            throw new IllegalStateException("not now");
        });
        assertThatThrownBy(() -> open(component, "http")).hasMessageContaining("map:http failed to open: not now");

        provider.failing.clear();

        assertThat(open(component, "http").state()).isEqualTo(CacheState.BOUND);
        component.deactivate();
    }

    @Test
    void open_providerCannotYet_theCacheIsThereAndIsOpenedLater() {
        SharedCachesComponent component = new SharedCachesComponent(context, configuration, null);
        MapProvider provider = new MapProvider();
        component.bindProvider(reference, provider);
        provider.failing.put("open", () -> {
            throw new ProviderException("etc/map.cfg: MapTimeout = soon is refused");
        });

        SharedCache cache = open(component, "http");

        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);
        assertThat(component.caches())
                .first()
                .satisfies(waiting -> assertThat(waiting.reason())
                        .isEqualTo("map:http failed to open: etc/map.cfg: MapTimeout = soon is refused"));
        provider.failing.clear();
        await().until(() -> cache.state() == CacheState.BOUND);
        component.deactivate();
    }

    private static SharedCache open(SharedCachesComponent component, String name) {
        try {
            return component.open(
                    new CacheRegistration(name, name, "org.socache." + name, "Cache"),
                    new CacheSpecification("map", name),
                    Hints.NONE);
        } catch (InvalidSpecificationException refused) {
            throw new IllegalArgumentException(refused.getMessage(), refused);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "", "9", "10001", "-250", "250ms"})
    void activate_callTimeoutIsNoneAllowed_coreStartsAllTheSame(String nonsense) {
        CoreConfiguration wrong = stub(CoreConfiguration.class, Map.of("CallTimeout", nonsense));

        assertThatCode(() -> new SharedCachesComponent(context, wrong, null).deactivate())
                .doesNotThrowAnyException();
    }

    /** A part of the framework that gives these answers, and null to every other question. */
    private static <T> T stub(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.get(method.getName())));
    }
}
