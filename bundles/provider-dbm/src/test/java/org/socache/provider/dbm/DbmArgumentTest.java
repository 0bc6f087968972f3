// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.api.Hints;
import org.socache.api.spi.OpenContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DbmArgumentTest {

    private static final OpenContext CONTEXT = new OpenContext(
            "cache-socache", Hints.NONE, InstantSource.system(), Path.of("/karaf"), Path.of("/karaf/data"));

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, /karaf/data/socache-dbm-cache-socache, 1073741824",
                "'', /karaf/data/socache-dbm-cache-socache, 1073741824",
                "(64M), /karaf/data/socache-dbm-cache-socache, 67108864",
                "data/http, /karaf/data/http, 1073741824",
                "data/../x(2097152), /karaf/x, 2097152",
                "/var/cache/ab(2g), /var/cache/ab, 2147483648",
            })
    void parse_rightArgument_isPathAndSize(String argument, Path path, long size) throws Exception {
        assertThat(DbmArgument.parse(argument, CONTEXT, 1L << 30)).isEqualTo(new DbmArgument(path, size));
    }

    @ParameterizedTest
    @CsvSource({
        "DbmSize, 12, DbmSize = 12 is not between 1048576 and",
        "dbmsize, big, DbmSize = big is no number of bytes",
        "DbmMaxEntrySize, 1G, DbmMaxEntrySize = 1G is not between 1 and 536870912 bytes",
        "DbmMaxEntrySize, -1, DbmMaxEntrySize = -1 is no number of bytes",
        "DbmTimeout, 250, DbmTimeout = 250 is not a time from 1ms to 60s; write for instance 250ms",
        "DbmTimeout, 0ms, DbmTimeout = 0ms is not a time",
        "dbmtimeout, 61s, DbmTimeout = 61s is not a time",
    })
    void settings_wrongValue_areRefusedWithKeyValueAndBounds(String key, String value, String message) {
        assertThatThrownBy(() -> DbmSettings.of(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.socache.provider.dbm: " + message);
    }

    @Test
    void settings_keysInAnyCase_areRead() {
        assertThat(DbmSettings.of(
                        Map.of("DBMSIZE", "2G", "dbmmaxentrysize", "1M", "dbmTimeout", "5 s", "service.pid", "x")))
                .isEqualTo(new DbmSettings(2L << 30, 1 << 20, Duration.ofSeconds(5)));
    }
}
