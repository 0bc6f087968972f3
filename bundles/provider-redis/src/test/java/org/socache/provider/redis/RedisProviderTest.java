// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

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

class RedisProviderTest {

    @TempDir
    private Path folder;

    @Test
    void open_valueWasWrongFromTheStart_isRefusedUntilItIsCorrected() throws Exception {
        RedisProvider provider = new RedisProvider(Map.of("RedisTimeout", "soon"));
        assertThatThrownBy(() -> provider.open("127.0.0.1:6379", context()))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("RedisTimeout")
                .hasMessageContaining("soon");

        provider.modified(Map.of("RedisTimeout", "1s"));
        try (CacheInstance cache = provider.open("127.0.0.1:6379", context())) {
            assertThat(cache).isNotNull();
        }
    }

    private OpenContext context() {
        return new OpenContext("authn-socache", Hints.NONE, InstantSource.system(), folder, folder);
    }
}
