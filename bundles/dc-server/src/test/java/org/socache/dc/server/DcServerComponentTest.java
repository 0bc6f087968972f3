// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.dc.protocol.Operation;
import org.socache.dc.protocol.Status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** From a configuration to a server that serves, and back. */
class DcServerComponentTest {

    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final byte[] DATA = "some data".getBytes(UTF_8);

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private final List<CacheRegistration> opened = new ArrayList<>();
    private final List<CacheSpecification> configured = new ArrayList<>();
    private final Map<String, Object> configuration = new HashMap<>();
    private int port;
    private DcServerComponent component;

    @BeforeEach
    void configure() throws Exception {
        port = TestServer.freePort();
        configuration.put("service.pid", "org.socache.dc.server~web");
        configuration.put("Listen", "IP:127.0.0.1:" + port);
        configuration.put("Cache", "memory:some argument");
    }

    @AfterEach
    void deactivate() throws Exception {
        if (component != null) {
            component.deactivate();
            assertThat(beans.isRegistered(name())).isFalse();
        }
    }

    private void activate() throws Exception {
        component = new DcServerComponent(context(), caches(), configuration);
    }

    @Test
    void activate_configured_servesAndShowsItself() throws Exception {
        activate();

        try (RawClient client = new RawClient(port)) {
            assertThat(client.add(KEY, DATA)).isEqualTo(Status.OK);
            assertThat(client.ask(Operation.GET, KEY)).isEqualTo(DATA);
            assertThat(client.ask(Operation.HAVE, DATA)).isEqualTo(Status.ABSENT.payload());

            assertThat(opened)
                    .containsExactly(new CacheRegistration("dc-web", "dc-web", "org.socache.dc.server~web", "Cache"));
            assertThat(attribute("Listen")).isEqualTo("IP:127.0.0.1:" + port);
            assertThat(attribute("Cache")).isEqualTo("memory:some argument");
            assertThat(attribute("OpenConnections")).isEqualTo(1);
            assertThat(attribute("AcceptedCount")).isEqualTo(1L);
            assertThat(attribute("AddStoredCount")).isEqualTo(1L);
            assertThat(attribute("GetHitCount")).isEqualTo(1L);
            assertThat(attribute("HaveCount")).isEqualTo(1L);
            assertThat(attribute("HaveHitCount")).isEqualTo(0L);
            assertThat(((TabularData) attribute("DroppedConnections")).size()).isEqualTo(DropReason.values().length);
        }
    }

    @Test
    void mbean_everyAttribute_hasASentence() throws Exception {
        activate();

        for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name()).getAttributes()) {
            assertThat(attribute.getDescription()).as(attribute.getName()).contains(" ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.socache.dc.server", "org.socache.dc.server~", "org.socache.dc.server~Web", "a.b~web"})
    void activate_withoutAName_saysHowToCallTheFile(String pid) {
        configuration.put("service.pid", pid);

        assertThatThrownBy(this::activate)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.socache.dc.server-NAME.cfg");
    }

    @Test
    void activate_addressInUse_givesTheCacheUp() throws Exception {
        InstantSource clock = InstantSource.system();
        TestServer first = TestServer.start("IP:127.0.0.1:" + port, new MemoryCache(clock), clock);
        try {
            assertThatThrownBy(this::activate).isInstanceOf(IOException.class).hasMessageContaining("" + port);
            assertThat(closed).isEqualTo(1);
        } finally {
            first.close();
        }
    }

    @Test
    void modified_cacheOnly_keepsTheClients() throws Exception {
        activate();
        try (RawClient client = new RawClient(port)) {
            client.add(KEY, DATA);

            configuration.put("Cache", "memory:other");
            component.modified(configuration);

            assertThat(configured).containsExactly(new CacheSpecification("memory", "other"));
            assertThat(client.ask(Operation.GET, KEY)).isEqualTo(DATA);
            assertThat(attribute("Cache")).isEqualTo("memory:other");
        }
    }

    @Test
    void modified_listenElsewhere_moves() throws Exception {
        activate();
        int before = port;
        port = TestServer.freePort();

        configuration.put("Listen", "IP:127.0.0.1:" + port);
        component.modified(configuration);

        try (RawClient client = new RawClient(port)) {
            assertThat(client.add(KEY, DATA)).isEqualTo(Status.OK);
        }
        assertThatThrownBy(() -> new RawClient(before)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Listen", "Cache", "MaxConnections"})
    void modified_wrongValue_theServerGoesOnAsBefore(String key) throws Exception {
        activate();
        try (RawClient client = new RawClient(port)) {
            client.add(KEY, DATA);

            Map<String, Object> wrong = new HashMap<>(configuration);
            wrong.put(key, "::");
            component.modified(wrong);

            assertThat(client.ask(Operation.GET, KEY)).isEqualTo(DATA);
            assertThat(attribute("Cache")).isEqualTo("memory:some argument");
        }
    }

    @Test
    void modified_addressInUse_theServerGoesOnWhereItWas() throws Exception {
        activate();
        int taken = TestServer.freePort();
        InstantSource clock = InstantSource.system();
        TestServer other = TestServer.start("IP:127.0.0.1:" + taken, new MemoryCache(clock), clock);
        try {
            Map<String, Object> next = new HashMap<>(configuration);
            next.put("Listen", "IP:127.0.0.1:" + taken);
            component.modified(next);

            try (RawClient client = new RawClient(port)) {
                assertThat(client.add(KEY, DATA)).isEqualTo(Status.OK);
            }
        } finally {
            other.close();
        }
    }

    @Test
    void modified_neitherTheNewNorTheOldAddressCanBeHad_theNextRightOneIsServed(@TempDir Path directory)
            throws Exception {
        Path here = Files.createDirectory(directory.resolve("here"));
        Map<String, Object> right = new HashMap<>(configuration);
        configuration.put("Listen", "UNIX:" + here.resolve("s"));
        activate();
        Files.delete(here.resolve("s"));
        Files.delete(here);

        component.modified(Map.of(
                "service.pid", "org.socache.dc.server~web", "Listen", "UNIX:" + here.resolve("t"), "Cache", "memory"));
        Files.createDirectory(here);
        component.modified(configuration);
        assertThat(here.resolve("s")).exists();

        component.modified(right);
        try (RawClient client = new RawClient(port)) {
            assertThat(client.add(KEY, DATA)).isEqualTo(Status.OK);
        }
    }

    private Object attribute(String attribute) throws Exception {
        return beans.getAttribute(name(), attribute);
    }

    private static ObjectName name() throws Exception {
        return new ObjectName("org.socache:type=DcServer,name=web");
    }

    // The framework, as far as the component asks for it

    private int closed;

    private SharedCaches caches() {
        MemoryCache memory = new MemoryCache(InstantSource.system());
        return (registration, specification, hints) -> {
            opened.add(registration);
            return proxy(SharedCache.class, (method, arguments) -> {
                if (method.equals("configure")) {
                    configured.add((CacheSpecification) arguments[0]);
                    return null;
                }
                if (method.equals("close")) {
                    closed++;
                    return null;
                }
                return switch (method) {
                    case "store" -> memory.store((byte[]) arguments[0], (long) arguments[1], (byte[]) arguments[2]);
                    case "retrieve" -> memory.retrieve((byte[]) arguments[0]);
                    case "remove" -> memory.remove((byte[]) arguments[0]);
                    default -> throw new UnsupportedOperationException(method);
                };
            });
        };
    }

    /** Registers what is whiteboarded as the management feature would. */
    private BundleContext context() {
        return proxy(BundleContext.class, (method, arguments) -> {
            if (method.equals("getProperty")) {
                return null;
            }
            Dictionary<?, ?> properties = (Dictionary<?, ?>) arguments[2];
            ObjectName objectName = new ObjectName((String) properties.get("jmx.objectname"));
            beans.registerMBean((DynamicMBean) arguments[1], objectName);
            return proxy(ServiceRegistration.class, (call, none) -> {
                beans.unregisterMBean(objectName);
                return null;
            });
        });
    }

    private interface Calls {
        Object call(String method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> calls.call(method.getName(), arguments)));
    }
}
