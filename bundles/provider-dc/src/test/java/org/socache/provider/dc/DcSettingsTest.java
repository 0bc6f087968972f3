// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DcSettingsTest {

    @Test
    void of_nothing_isTheStandard() {
        assertThat(DcSettings.of(Map.of("service.pid", "x"))).isEqualTo(DcSettings.STANDARD);
    }

    @ParameterizedTest
    @CsvSource({"250ms, 250", "2, 2000", "2s, 2000", "1mi, 60000", "1 min, 60000", "1ms, 1"})
    void of_timeInHttpdsSyntax_isTaken(String text, long millis) {
        assertThat(DcSettings.of(Map.of("dctimeout", text)).timeout()).hasMillis(millis);
    }

    @ParameterizedTest
    @CsvSource({"0", "2h", "61s", "-1", "soon", "''", "1.5s", "12345678"})
    void of_wrongTime_isRefusedWithKeyAndValue(String text) {
        assertThatThrownBy(() -> DcSettings.of(Map.of("DcTimeout", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DcTimeout \"" + text + "\"")
                .hasMessageContaining("from 1ms to 60s");
    }

    @Test
    void modified_wrongValue_keepsTheOneBefore() {
        DcProvider provider = new DcProvider(Map.of("DcTimeout", "1s"));

        provider.modified(Map.of("DcTimeout", "soon"));

        assertThat(provider.settings().timeout()).hasSeconds(1);
    }
}
