// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.wiring;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.DynamicMBean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.api.admin.CacheAdmin;
import org.socache.itests.harness.EmbeddedFramework;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A consumer, core and providers: each may come first, go at any time, and come back. */
@Timeout(60)
class ComeAndGoWiring {

    private static final CacheRegistration HTTP =
            new CacheRegistration("cache-socache", "http", "org.socache.http", "CacheSocache");

    private static final String SHMCB = "org.socache.provider.shmcb";

    @TempDir
    Path directory;

    private EmbeddedFramework framework;
    private SharedCache cache;

    @BeforeEach
    void startCore() throws Exception {
        Files.createDirectories(directory.resolve("data"));
        framework = new EmbeddedFramework(directory);
        framework.start("org.socache.core");
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    private void openCache() throws InvalidSpecificationException {
        cache = framework
                .service(SharedCaches.class)
                .open(HTTP, CacheSpecification.parse("shmcb:data/http.cache(1M)"), Hints.NONE);
    }

    @Test
    void consumerFirst_isUnboundUntilTheProviderComes() throws Exception {
        openCache();
        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);
        assertThat(cache.retrieve(id("a"))).isNull();

        framework.start(SHMCB);

        await().until(() -> cache.state() == CacheState.BOUND);
        assertThat(cache.store(id("a"), soon(), id("data")).stored()).isTrue();
    }

    @Test
    void providerStoppedAndStarted_missesMeanwhileAndItsEntriesAreBack() throws Exception {
        Bundle shmcb = framework.start(SHMCB);
        openCache();
        cache.store(id("a"), soon(), id("data"));

        shmcb.stop();
        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);
        shmcb.start();

        await().until(() -> cache.state() == CacheState.BOUND);
        assertThat(cache.retrieve(id("a"))).isEqualTo(id("data"));
    }

    @Test
    void providerUpdatedUnderLoad_nothingIsThrown() throws Exception {
        Bundle shmcb = framework.start(SHMCB);
        openCache();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread load = new Thread(() -> {
            for (int n = 0; !stop.get(); n++) {
                cache.store(id("id-" + n % 100), soon(), id("data"));
                cache.retrieve(id("id-" + n % 100));
            }
        });
        load.setUncaughtExceptionHandler((thread, fault) -> thrown.set(fault));
        load.start();

        for (int round = 0; round < 5; round++) {
            shmcb.update(Files.newInputStream(EmbeddedFramework.jar(SHMCB)));
            await().until(() -> cache.state() == CacheState.BOUND);
        }
        stop.set(true);
        load.join();

        assertThat(thrown.get()).isNull();
        cache.store(id("a"), soon(), id("data"));
        assertThat(cache.retrieve(id("a"))).isEqualTo(id("data"));
    }

    @Test
    void coreStopped_handlesMissAndMBeansAreGone() throws Exception {
        framework.start(SHMCB);
        openCache();
        assertThat(mbeans()).isEqualTo(2);

        for (Bundle bundle : framework.context().getBundles()) {
            if (bundle.getSymbolicName().equals("org.socache.core")) {
                bundle.stop();
            }
        }

        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(mbeans()).isZero();
        // a thread that was told to end may not have had a processor yet
        await("the end of our threads")
                .untilAsserted(() -> assertThat(threads("socache-")).isZero());
    }

    @Test
    void switchTo_isKeptInTheConsumersConfigurationAndAnnounced() throws Exception {
        framework.start(SHMCB);
        openCache();
        Configuration configuration =
                framework.service(ConfigurationAdmin.class).getConfiguration("org.socache.http", "?");
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("cachesocache", "shmcb:data/http.cache(1M)");
        properties.put("CacheHeader", "on");
        configuration.update(properties);
        AtomicReference<Event> heard = new AtomicReference<>();
        Dictionary<String, Object> topic = new Hashtable<>();
        topic.put(EventConstants.EVENT_TOPIC, "org/socache/cache/SWITCHED");
        framework.context().registerService(EventHandler.class, heard::set, topic);
        cache.store(id("a"), soon(), id("data"));

        CacheAdmin admin = framework.service(CacheAdmin.class);
        admin.cache("http").orElseThrow().switchTo(CacheSpecification.parse("shmcb:data/other.cache(1M)"));

        await().until(() -> heard.get() != null);
        assertThat(heard.get().getProperty("moved")).isEqualTo(1L);
        assertThat(cache.retrieve(id("a"))).isEqualTo(id("data"));
        Dictionary<String, Object> kept = framework
                .service(ConfigurationAdmin.class)
                .getConfiguration("org.socache.http", "?")
                .getProperties();
        assertThat(kept.get("cachesocache")).isEqualTo("shmcb:data/other.cache(1M)");
        assertThat(kept.get("CacheHeader")).isEqualTo("on");
    }

    @Test
    void open_sameConsumerTwice_isRefused() throws Exception {
        openCache();

        assertThatThrownBy(this::openCache)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("http");
    }

    @Test
    void configuration_changedWellOrBadly_noCacheNotices() throws Exception {
        framework.start(SHMCB);
        openCache();
        cache.store(id("a"), soon(), id("data"));
        SharedCaches before = framework.service(SharedCaches.class);

        for (String limit : new String[] {"500", "5", "nonsense"}) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put("CallTimeout", limit);
            framework
                    .service(ConfigurationAdmin.class)
                    .getConfiguration("org.socache.core", "?")
                    .update(properties);
            // core has read its file: Declarative Services shows what a component is configured with
            await().until(() -> limit.equals(
                    framework.context().getServiceReference(SharedCaches.class).getProperty("CallTimeout")));
        }

        await().during(Duration.ofMillis(300)).until(() -> cache.retrieve(id("a")) != null);
        assertThat(framework.service(SharedCaches.class)).isSameAs(before);
    }

    private int mbeans() throws Exception {
        var references = framework.context().getServiceReferences(DynamicMBean.class, "(jmx.objectname=org.socache:*)");
        return references.size();
    }

    private static long threads(String prefix) {
        return java.util.Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().startsWith(prefix))
                .count();
    }

    private static long soon() {
        return System.currentTimeMillis() + 60_000;
    }

    private static byte[] id(String text) {
        return text.getBytes(UTF_8);
    }
}
