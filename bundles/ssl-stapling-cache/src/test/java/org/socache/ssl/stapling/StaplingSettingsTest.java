// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StaplingSettingsTest {

    @Test
    void of_nothing_isHttpdsDefault() {
        assertThat(StaplingSettings.of(Map.of("felix.fileinstall.filename", "x")))
                .isEqualTo(new StaplingSettings(
                        false,
                        null,
                        Duration.ofSeconds(3600),
                        Duration.ofSeconds(600),
                        true,
                        true,
                        Duration.ofSeconds(10),
                        null,
                        Duration.ofSeconds(300),
                        null,
                        null));
    }

    @Test
    void of_directivesInAnyCase_readsThem() {
        StaplingSettings settings = StaplingSettings.of(Map.of(
                "sslusestapling", "On",
                "SSLSTAPLINGCACHE", "redis:127.0.0.1",
                "SSLStaplingReturnResponderErrors", "off",
                "SSLStaplingResponseMaxAge", "60",
                "SSLStaplingForceURL", "http://ocsp.example.org/",
                "SSLOCSPProxyURL", "http://proxy.example.org:3128"));
        assertThat(settings.use()).isTrue();
        assertThat(settings.specification()).hasToString("redis:127.0.0.1");
        assertThat(settings.returnErrors()).isFalse();
        assertThat(settings.maximumAge()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.forceUrl()).isEqualTo(URI.create("http://ocsp.example.org/"));
        assertThat(settings.proxy().getPort()).isEqualTo(3128);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSLUseStapling | on | which SSLUseStapling = on needs",
                "SSLUseStapling | yes | on or off",
                "SSLStaplingCache | :1M | provider[:argument]",
                "SSLStaplingStandardCacheTimeout | 0 | from 1 to 604800",
                "SSLStaplingErrorCacheTimeout | ten | a whole number from 1 to 604800",
                "SSLStaplingReturnResponderErrors | true | on or off",
                "SSLStaplingFakeTryLater | 1 | on or off",
                "SSLStaplingResponderTimeout | 301 | from 1 to 300",
                "SSLStaplingResponseMaxAge | -2 | from -1",
                "SSLStaplingResponseTimeSkew | -1 | from 0 to 86400",
                "SSLStaplingForceURL | https://ocsp.example.org/ | an http:// URL",
                "SSLStaplingForceURL | ht tp:// | a URL",
                "SSLOCSPProxyURL | proxy:3128 | an http:// URL",
                "SSLStapling | on | the directives are"
            })
    void of_whatCannotBe_isRefusedWithFileKeyAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StaplingSettings.of(Map.of(key, value)))
                .withMessageContaining("org.socache.ssl.stapling.cfg")
                .withMessageContaining(allowed);
    }
}
