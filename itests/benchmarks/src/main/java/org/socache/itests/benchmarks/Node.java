// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;

import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.OpenContext;
import org.socache.itests.harness.EmbeddedFramework;

import static org.awaitility.Awaitility.await;

/**
 * Core and one provider as a user has them: the bundles of their features in a framework. Time limits are set far off, since
 * a machine that stalls would open the breaker, and nothing is faster than a cache that is not asked.
 */
final class Node implements AutoCloseable {

    private static final long HOUR_MILLIS = 3_600_000;

    private static final Map<String, Map<String, Object>> PATIENCE = Map.of(
            "org.socache.core", Map.of("CallTimeout", 5_000),
            "org.socache.provider.dbm", Map.of("DbmTimeout", "5s"),
            "org.socache.provider.redis", Map.of("RedisTimeout", "5s"),
            "org.socache.provider.memcache", Map.of("MemcacheTimeout", "5s"),
            "org.socache.provider.dc", Map.of("DcTimeout", "5s"));

    private final EmbeddedFramework framework;
    private final Path directory;

    Node(Path directory, String provider) throws Exception {
        this.directory = directory;
        Files.createDirectories(directory.resolve("data"));
        framework = new EmbeddedFramework(directory);
        for (Map.Entry<String, Map<String, Object>> file : PATIENCE.entrySet()) {
            configurations().getConfiguration(file.getKey(), "?").update(new Hashtable<>(file.getValue()));
        }
        framework.start("org.socache.core");
        framework.start("org.socache.provider.shmcb");
        if (!provider.equals("shmcb")) {
            framework.startFeature("socache-provider-" + provider);
        }
    }

    /** A distcache server at that address, in front of shared memory. */
    void serveDistcache(String address) throws Exception {
        framework.startFeature("socache-dc-server");
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("Listen", address);
        properties.put("Cache", "shmcb:data/dc.cache(128M)");
        Configuration server = configurations().getFactoryConfiguration("org.socache.dc.server", "bench", "?");
        server.update(properties);
        await().until(() ->
                framework.context().getServiceReferences((String) null, "(jmx.objectname=org.socache:type=DcServer,*)")
                        != null);
    }

    private ConfigurationAdmin configurations() {
        return framework.service(ConfigurationAdmin.class);
    }

    /** Through core, as a consumer has it. */
    Contestant consumer(String name, CacheSpecification specification) throws Exception {
        await().until(() -> provider(specification.provider()) != null);
        SharedCache cache = framework
                .service(SharedCaches.class)
                .open(new CacheRegistration(name, name, "org.socache." + name, "Cache"), specification, Hints.NONE);
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                return cache.retrieve(id);
            }

            @Override
            public void put(byte[] id, byte[] data) {
                check(cache.store(id, System.currentTimeMillis() + HOUR_MILLIS, data));
            }

            @Override
            public void close() {
                cache.close();
            }
        };
    }

    /** The provider alone, without core: what core costs is the difference. */
    Contestant direct(String name, CacheSpecification specification) throws Exception {
        CacheInstance cache = provider(specification.provider())
                .open(
                        specification.argument(),
                        new OpenContext(name, Hints.NONE, InstantSource.system(), directory, directory));
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                return cache.retrieve(id);
            }

            @Override
            public void put(byte[] id, byte[] data) {
                check(cache.store(id, System.currentTimeMillis() + HOUR_MILLIS, data));
            }

            @Override
            public void close() {
                cache.close();
            }
        };
    }

    /** Busy is what shared memory is when the writer before has lost its processor; that is no failure of the race. */
    private static void check(StoreResult result) {
        if (!result.stored() && result.refusal() != Refusal.BUSY) {
            throw new IllegalStateException("a store was refused: " + result);
        }
    }

    private CacheProvider provider(String name) throws InvalidSyntaxException {
        for (ServiceReference<CacheProvider> reference : framework
                .context()
                .getServiceReferences(CacheProvider.class, "(" + CacheProvider.PROVIDER_NAME + "=" + name + ")")) {
            return framework.context().getService(reference);
        }
        return null;
    }

    @Override
    public void close() throws Exception {
        framework.close();
    }
}
