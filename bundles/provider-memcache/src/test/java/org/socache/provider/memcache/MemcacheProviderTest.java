// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.Hints;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MemcacheProviderTest {

    @TempDir
    private Path folder;

    @Test
    void open_valueWasWrongFromTheStart_isRefusedUntilItIsCorrected() throws Exception {
        MemcacheProvider provider = new MemcacheProvider(Map.of("MemcacheTimeout", "soon"));
        assertThatThrownBy(() -> provider.open("127.0.0.1:11211", context()))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("MemcacheTimeout")
                .hasMessageContaining("soon");

        provider.modified(Map.of("MemcacheTimeout", "1s"));
        try (CacheInstance cache = provider.open("127.0.0.1:11211", context())) {
            assertThat(cache).isNotNull();
        }
    }

    private OpenContext context() {
        return new OpenContext("authn-socache", Hints.NONE, InstantSource.system(), folder, folder);
    }
}
