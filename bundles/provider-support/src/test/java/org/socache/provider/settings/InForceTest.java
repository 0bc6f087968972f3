// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.settings;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.socache.api.spi.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InForceTest {

    private final InForce<Integer> settings = new InForce<>(
            values -> Integer.valueOf(values.get("size").toString()), LoggerFactory.getLogger(InForceTest.class));

    @Test
    void get_onlyWrongValuesSoFar_saysWhatIsWrongWithThem() {
        settings.take(Map.of("size", "wide"));

        assertThatThrownBy(settings::get).isInstanceOf(ProviderException.class).hasMessageContaining("wide");
    }

    @Test
    void take_wrongValues_leaveThoseBeforeInForce() {
        settings.take(Map.of("size", "7"));
        settings.take(Map.of("size", "wide"));

        assertThat(settings.get()).isEqualTo(7);
    }

    @Test
    void take_correctedValues_areInForce() {
        settings.take(Map.of("size", "wide"));
        settings.take(Map.of("size", "7"));

        assertThat(settings.get()).isEqualTo(7);
    }
}
