// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.api.admin.CacheStatistics.Latency;

import static org.assertj.core.api.Assertions.assertThat;

class FormatTest {

    @ParameterizedTest
    @CsvSource({
        "-1, -",
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "67108864, 64.0 MiB",
        "5368709120, 5.0 GiB",
        "9223372036854775807, 8388608.0 TiB"
    })
    void bytes_anySize_hasTheUnitThatKeepsItShort(long bytes, String expected) {
        assertThat(Format.bytes(bytes)).isEqualTo(expected);
    }

    @Test
    void micros_nothingMeasured_isADash() {
        assertThat(Format.micros(new Latency(0, 0, 0, 0, 0, 0, 0), 0)).isEqualTo("-");
    }

    @Test
    void json_nestedValues_isValid() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("name", "a \"quoted\"\nname");
        value.put("count", 3L);
        value.put("ratio", 0.5);
        value.put("list", List.of("x", true));

        assertThat(Format.json(List.of(value)))
                .isEqualTo("[{\"name\":\"a \\\"quoted\\\"\\nname\",\"count\":3,\"ratio\":0.5,\"list\":[\"x\",true]}]");
    }
}
