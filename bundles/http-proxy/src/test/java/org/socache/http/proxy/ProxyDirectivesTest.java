// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProxyDirectivesTest {

    @Test
    void settings_nothingSaid_areTheDefaults() {
        assertThat(new ProxyDirectives(Map.of("ProxyPass", "/a http://b", "service.pid", "x")).settings())
                .isEqualTo(ProxySettings.DEFAULTS);
    }

    @Test
    void read_directivesInAnyCase_count() {
        ProxyDirectives directives = new ProxyDirectives(Map.of(
                "proxypass", "/a http://b/c", "PROXYTIMEOUT", 7, "proxyPreservehost", "on", "proxyvia", " OFF "));
        assertThat(directives.pass().path()).isEqualTo("/a");
        assertThat(directives.settings()).isEqualTo(new ProxySettings(7_000, 3_500, 256, 64, true, false, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ProxyTimeout | abc | ProxyTimeout = \"abc\" is not a whole number of seconds from 1 to 3600",
                "ProxyTimeout | 0 | ProxyTimeout = \"0\" is not",
                "ProxyTimeout | 3601 | ProxyTimeout = \"3601\" is not",
                "ProxyTimeout | 99999999999 | ProxyTimeout = \"99999999999\" is not",
                "ProxyVia | Full | ProxyVia = \"Full\" is neither On nor Off",
                "ProxyTimout | 5 | ProxyTimout = 5 is none of the directives of this file: ProxyPass, ProxyTimeout",
            })
    void settings_wrong_areRefusedWithKeyValueAndWhatIsAllowed(String key, String value, String message) {
        assertThatThrownBy(() -> new ProxyDirectives(Map.of("ProxyPass", "/a http://b", key, value)).settings())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void settings_keysWithoutAValue_areAsIfNotThere() {
        assertThat(new ProxyDirectives(Map.of("ProxyPass", "/a http://b", "ProxyTimeout", "", "ProxyVia", " "))
                        .settings())
                .isEqualTo(ProxySettings.DEFAULTS);
    }

    @Test
    void pass_missing_saysWhatToWrite() {
        assertThatThrownBy(() -> new ProxyDirectives(Map.of()).pass())
                .hasMessage("ProxyPass is missing; write ProxyPass = /path http://host[:port]/path");
    }
}
