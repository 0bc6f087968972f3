// SPDX-License-Identifier: Apache-2.0
package org.socache.diagnostic;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.socache.api.CacheCounters;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.CacheStatistics.Latency;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;

import static org.assertj.core.api.Assertions.assertThat;

class CachesDumpTest {

    @Test
    void write_providersWithoutCaches_listsThem() throws IOException {
        StringWriter dump = new StringWriter();

        new CachesDump(new Providers(List.of())).write(dump);

        assertThat(dump).hasToString("provider redis = not here\nprovider shmcb = org.socache.provider.shmcb 0.1.0\n");
    }

    @Test
    void write_passwordInAnAddress_isNotShown() throws IOException {
        StringWriter dump = new StringWriter();

        new CachesDump(new Providers(List.of(cache("redis:admin:s3cret@10.0.0.5:6379,other:6380")))).write(dump);

        assertThat(dump.toString())
                .contains("specification = ***@10.0.0.5:6379,other:6380")
                .contains("state = UNBOUND: ***@10.0.0.5:6379 is no address")
                .doesNotContain("s3cret");
    }

    private static ManagedCache cache(String specification) {
        Latency none = new Latency(0, 0, 0, 0, 0, 0, 0);
        Map<String, Object> answers = Map.of(
                "name",
                "http",
                "consumer",
                "cache-socache",
                "specification",
                new CacheSpecification("redis", specification.substring("redis:".length())),
                "state",
                CacheState.UNBOUND,
                "reason",
                "admin:s3cret@10.0.0.5:6379 is no address",
                "status",
                CacheStatus.UNKNOWN,
                "statistics",
                new CacheStatistics(CacheCounters.ZERO, Map.of(), 0, none, none, none));
        return (ManagedCache) Proxy.newProxyInstance(
                ManagedCache.class.getClassLoader(),
                new Class<?>[] {ManagedCache.class},
                (self, method, arguments) -> answers.get(method.getName()));
    }

    private record Providers(List<ManagedCache> caches) implements CacheAdmin {

        @Override
        public Optional<ManagedCache> cache(String name) {
            return Optional.empty();
        }

        @Override
        public List<ManagedProvider> providers() {
            return List.of(
                    new ManagedProvider("redis", false, "", List.of()),
                    new ManagedProvider("shmcb", true, "org.socache.provider.shmcb 0.1.0", List.of()));
        }
    }
}
