// SPDX-License-Identifier: Apache-2.0
package org.socache.diagnostic;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;

import static org.assertj.core.api.Assertions.assertThat;

class CachesDumpTest {

    @Test
    void write_providersWithoutCaches_listsThem() throws IOException {
        StringWriter dump = new StringWriter();

        new CachesDump(new Providers()).write(dump);

        assertThat(dump).hasToString("provider redis = not here\nprovider shmcb = org.socache.provider.shmcb 0.1.0\n");
    }

    private static final class Providers implements CacheAdmin {

        @Override
        public List<ManagedCache> caches() {
            return List.of();
        }

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
