// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

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

class DcProviderTest {

    @TempDir
    private Path folder;

    @Test
    void open_valueWasWrongFromTheStart_isRefusedUntilItIsCorrected() throws Exception {
        DcProvider provider = new DcProvider(Map.of("DcTimeout", "soon"));
        assertThatThrownBy(() -> provider.open("IP:127.0.0.1:9001", context()))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("DcTimeout")
                .hasMessageContaining("soon");

        provider.modified(Map.of("DcTimeout", "1s"));
        try (CacheInstance cache = provider.open("IP:127.0.0.1:9001", context())) {
            assertThat(cache).isNotNull();
        }
    }

    private OpenContext context() {
        return new OpenContext("authn-socache", Hints.NONE, InstantSource.system(), folder, folder);
    }
}
