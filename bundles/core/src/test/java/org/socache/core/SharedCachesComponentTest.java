// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.lang.reflect.Proxy;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.socache.api.spi.CacheProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

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
