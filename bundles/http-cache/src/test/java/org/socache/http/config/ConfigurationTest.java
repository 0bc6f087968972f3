// SPDX-License-Identifier: Apache-2.0
package org.socache.http.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.http.engine.message.EffectiveUri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfigurationTest {

    private static EffectiveUri uri(String url) {
        return EffectiveUri.of("http", null, url);
    }

    private static LocationConfiguration location(Map<String, ?> properties) throws Exception {
        return LocationConfiguration.read("etc/org.socache.http.location-docs.cfg", properties);
    }

    @Test
    void read_emptyFile_hasHttpdsDefaultsAndCachesNothing() throws Exception {
        ServerConfiguration configuration = ServerConfiguration.read(Map.of());

        assertThat(configuration.area().storages(uri("http://a/"))).isEmpty();
        assertThat(configuration.quickHandler()).isTrue();
        assertThat(configuration.socache()).hasToString("shmcb:data/http.cache(67108864)");
        assertThat(configuration.maximumSize()).isEqualTo(102_400);
        assertThat(configuration.lockMaxAge()).isZero();
    }

    @Test
    void read_keysInAnyCaseAndKeysOfTheFramework_areTaken() throws Exception {
        ServerConfiguration configuration = ServerConfiguration.read(Map.of(
                "cachelock", "ON",
                "CACHELOCKMAXAGE", "7",
                "service.pid", "org.socache.http",
                "felix.fileinstall.filename", "file:/etc/org.socache.http.cfg"));

        assertThat(configuration.lockMaxAge()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CacheEnable      | mem /a             | socache or disk, and a URL",
                "CacheEnable      | /a socache         | socache or disk, and a URL",
                "CacheEnable      | socache            | socache or disk, and a URL",
                "CacheEnable      | socache docs       | neither a path such as /docs nor a URL",
                "CacheDisable     | docs               | neither a path such as /docs nor a URL",
                "CacheHeader      | yes                | on or off",
                "CacheMaxExpire   | 1h                 | a whole number of seconds from 0 to 2147483647",
                "CacheMaxExpire   | -1                 | a whole number of seconds from 0 to 2147483647",
                "CacheLockMaxAge  | 0                  | a whole number of seconds from 1 to 2147483647",
                "CacheSocacheMaxSize | 1023            | a whole number of bytes from 1024 to 1073741824",
                "CacheSocacheReadTime | soon           | a whole number of milliseconds from 0 to 2147483647",
                "CacheLastModifiedFactor | 1e3         | a number such as 0.1",
                "CacheIgnoreHeaders | a:b              | names of header fields",
                "CacheKeyBaseURL  | /docs              | has no scheme, host or port",
                "CacheSocache     | :x                 | names no provider",
                "CacheEnabled     | socache /          | one of the directives of this file: CacheEnable, CacheDisable",
                "Location         | /a                 | one of the directives of this file: CacheEnable, CacheDisable",
            })
    void read_wrongValue_isRefusedWithFileKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> ServerConfiguration.read(Map.of(key, value)))
                .isInstanceOf(InvalidDirectiveException.class)
                .hasMessageStartingWith(
                        "etc/org.socache.http.cfg: " + key + " = \"" + value + "\" is refused; allowed: ")
                .hasMessageContaining(allowed);
    }

    @Test
    void read_sameDirectiveTwice_isRefused() {
        assertThatThrownBy(() -> ServerConfiguration.read(Map.of("CacheLock", "on", "cachelock", "on")))
                .isInstanceOf(InvalidDirectiveException.class)
                .hasMessageContaining("each directive once");
    }

    @ParameterizedTest
    @CsvSource({
        "http://host/docs,           true,  false",
        "http://host/docs2/a?b,      true,  false",
        "http://host/docs/live/now,  true,  true",
        "https://shop.example.com/,  true,  false",
        "http://shop.example.com/,   false, false",
        "http://host/,               false, false",
    })
    void area_severalPatterns_knowsWhatIsEnabledAndWhatIsExcluded(String url, boolean enabled, boolean excluded)
            throws Exception {
        ServerConfiguration configuration = ServerConfiguration.read(Map.of(
                "CacheEnable", "socache /docs,\n socache https://*.example.com/",
                "CacheDisable", "/docs/live"));

        assertThat(configuration.area().storages(uri(url)).isEmpty()).isEqualTo(!enabled);
        assertThat(configuration.area().excludes(uri(url))).isEqualTo(excluded);
    }

    @Test
    void read_arraysAndLists_areSeveralValues() throws Exception {
        for (Object several : List.of(new String[] {"socache /a", "socache /b"}, List.of("socache /a", "socache /b"))) {
            Area area = ServerConfiguration.read(Map.of("CacheEnable", several)).area();

            assertThat(area.storages(uri("http://h/a"))).containsExactly("socache");
            assertThat(area.storages(uri("http://h/b"))).containsExactly("socache");
        }
    }

    @Test
    void location_coversItsPathAndBelow_notItsNeighbours() throws Exception {
        LocationConfiguration docs = location(Map.of("Location", "/docs", "CacheEnable", "socache"));

        assertThat(docs.covers(uri("http://h/docs"))).isTrue();
        assertThat(docs.covers(uri("http://h/docs/a"))).isTrue();
        assertThat(docs.covers(uri("http://h/docs2"))).isFalse();
        assertThat(docs.area().storages(uri("http://h/docs/a"))).containsExactly("socache");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Location | docs | a path that begins with a slash",
                "CacheEnable | socache /other | alone or with a path that begins with /docs",
                "CacheDisable | /docs/a | on",
                "CacheLock | on | one of the directives of this file",
            })
    void location_wrongValue_isRefusedWithItsOwnFile(String key, String value, String allowed) {
        Map<String, String> properties =
                key.equals("Location") ? Map.of(key, value) : Map.of("Location", "/docs", key, value);

        assertThatThrownBy(() -> location(properties))
                .isInstanceOf(InvalidDirectiveException.class)
                .hasMessageStartingWith("etc/org.socache.http.location-docs.cfg: " + key + " = ")
                .hasMessageContaining(allowed);
    }
}
