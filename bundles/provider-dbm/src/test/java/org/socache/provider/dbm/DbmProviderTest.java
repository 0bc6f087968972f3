// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

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

class DbmProviderTest {

    @TempDir
    private Path folder;

    @Test
    void open_valueWasWrongFromTheStart_isRefusedUntilItIsCorrected() throws Exception {
        DbmProvider provider = new DbmProvider(Map.of("DbmTimeout", "soon"));
        assertThatThrownBy(() -> provider.open("data/a.db", context()))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("DbmTimeout")
                .hasMessageContaining("soon");

        provider.modified(Map.of("DbmTimeout", "1s"));
        try (CacheInstance cache = provider.open("data/a.db", context())) {
            assertThat(cache).isNotNull();
        }
    }

    private OpenContext context() {
        return new OpenContext("authn-socache", Hints.NONE, InstantSource.system(), folder, folder);
    }
}
