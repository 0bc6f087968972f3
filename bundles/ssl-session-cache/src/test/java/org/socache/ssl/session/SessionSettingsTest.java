// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.ssl.session.SessionSettings.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SessionSettingsTest {

    private static final Path BASE = Path.of("/karaf");

    private static SessionSettings of(Map<String, ?> configuration) {
        return SessionSettings.of(configuration, BASE);
    }

    @Test
    void of_nothing_isHttpdsDefault() {
        assertThat(of(Map.of("service.pid", "org.socache.ssl.session")))
                .isEqualTo(new SessionSettings(Mode.NONE, null, 300, BASE.resolve("etc/socache-session.keys")));
    }

    @Test
    void of_directivesInAnyCase_readsThem() {
        SessionSettings settings = of(Map.of(
                "sslsessioncache",
                " redis:127.0.0.1:6379 ",
                "SSLSESSIONCACHETIMEOUT",
                60,
                "SSLSessionCacheKeyFile",
                "/k"));
        assertThat(settings.mode()).isEqualTo(Mode.SHARED);
        assertThat(settings.specification()).hasToString("redis:127.0.0.1:6379");
        assertThat(settings.timeoutSeconds()).isEqualTo(60);
        assertThat(settings.keyFile()).isEqualTo(Path.of("/k"));
    }

    @Test
    void differOnlyInProvider_isASwitchOfTheCacheAlone() {
        SessionSettings shared = of(Map.of("SSLSessionCache", "shmcb"));
        assertThat(shared.differOnlyInProvider(of(Map.of("SSLSessionCache", "dbm"))))
                .isTrue();
        assertThat(shared.differOnlyInProvider(of(Map.of("SSLSessionCache", "dbm", "SSLSessionCacheTimeout", 60))))
                .isFalse();
        assertThat(shared.differOnlyInProvider(of(Map.of("SSLSessionCache", "none"))))
                .isFalse();
        assertThat(of(Map.of("SSLSessionCache", "none")).differOnlyInProvider(shared))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"none, NONE", "NoneNotNull, NONENOTNULL", "shmcb, SHARED"})
    void of_cache_isOneOfThreeForms(String value, Mode mode) {
        assertThat(of(Map.of("SSLSessionCache", value)).mode()).isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSLSessionCacheTimeout | 5 min | a whole number from 1 to 86400",
                "SSLSessionCacheTimeout | 0 | from 1 to 86400",
                "SSLSessionCacheTimeout | 86401 | from 1 to 86400",
                "SSLSessionCache | :8M | none, nonenotnull or provider[:argument]",
                "SSLSessionCash | none | the directives are"
            })
    void of_whatCannotBe_isRefusedWithFileKeyAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(Map.of(key, value)))
                .withMessageContaining("org.socache.ssl.session.cfg")
                .withMessageContaining(key)
                .withMessageContaining(allowed);
    }
}
