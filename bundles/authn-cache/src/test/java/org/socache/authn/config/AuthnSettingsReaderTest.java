// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.authn.config.AuthnSettings.Enable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AuthnSettingsReaderTest {

    private static final Path BASE = Path.of("/karaf");

    @Test
    void read_nothing_givesHttpdsDefaults() throws InvalidDirectiveException {
        AuthnSettings settings = AuthnSettingsReader.read(Map.of("service.pid", "org.socache.authn"), BASE);

        assertThat(settings.specification()).hasToString("shmcb");
        assertThat(settings.enable()).isEqualTo(Enable.WHEN_USED);
        assertThat(settings.providers()).isEmpty();
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(300));
        assertThat(settings.context()).isEqualTo("directory");
        assertThat(settings.keyFile()).isNull();
        assertThat(settings.httpdRecords()).isFalse();
    }

    @Test
    void read_httpdsLinesInAnyCase_areTaken() throws InvalidDirectiveException {
        AuthnSettings settings = AuthnSettingsReader.read(
                Map.of(
                        "authncachesocache", "redis:127.0.0.1:6379",
                        "AUTHNCACHEENABLE", "On",
                        "AuthnCacheProvideFor", "dbd  file, karaf/LDAPLoginModule",
                        "AuthnCacheTimeout", "60",
                        "AuthnCacheContext", "Server",
                        "AuthnCacheKeyFile", "etc/authn.keys"),
                BASE);

        assertThat(settings.specification()).hasToString("redis:127.0.0.1:6379");
        assertThat(settings.enable()).isEqualTo(Enable.ON);
        assertThat(settings.providers()).containsExactlyInAnyOrder("dbd", "file", "karaf/LDAPLoginModule");
        assertThat(settings.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.context()).isEqualTo("server");
        assertThat(settings.keyFile()).isEqualTo(Path.of("/karaf/etc/authn.keys"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AuthnCacheTimeout|abc|must be a whole number of seconds from 1 to 86400",
                "AuthnCacheTimeout|0|must be a whole number of seconds from 1 to 86400",
                "AuthnCacheTimeout|-5|must be a whole number of seconds from 1 to 86400",
                "AuthnCacheTimeout|86401|must be a whole number of seconds from 1 to 86400",
                "AuthnCacheEnable|maybe|must be on or off",
                "AuthnCacheSOCache|:x|must be name[:argument], for instance shmcb:data/authn.cache(512000)",
                "AuthnCacheProvideFor|dbd;file|must be names of providers",
                "AuthnCacheSlowHash|1000|must be 0 (off) or a whole number of PBKDF2 rounds from 100000 to 10000000",
                "AuthnCacheWrongPasswordLimit|-1|must be a whole number of wrong passwords a minute from 0 to 100000",
                "AuthnCacheHttpdRecords|1|must be on or off",
                "AuthnCacheTimeOut2|1|must be one of AuthnCacheSOCache, AuthnCacheEnable",
            })
    void read_wrongValue_isRefusedWithFileKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> AuthnSettingsReader.read(
                        Map.of("felix.fileinstall.filename", "file:/karaf/etc/org.socache.authn.cfg", key, value),
                        BASE))
                .isInstanceOf(InvalidDirectiveException.class)
                .hasMessageStartingWith(
                        "file:/karaf/etc/org.socache.authn.cfg: " + key + " = " + value + ": " + allowed);
    }

    @Test
    void read_oneDirectiveInTwoCases_isRefused() {
        assertThatThrownBy(() ->
                        AuthnSettingsReader.read(Map.of("AuthnCacheTimeout", "1", "authncachetimeout", "2"), BASE))
                .hasMessageEndingWith("must be there once, whatever its case");
    }
}
