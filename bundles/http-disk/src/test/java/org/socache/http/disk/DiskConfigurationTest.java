// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.http.disk.store.Limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The cfg file, the metatype and the program know the same directives with the same defaults; wrong values are refused. */
class DiskConfigurationTest {

    private static final Path BASE = Path.of("/base");

    @Test
    void defaults_areThoseOfHttpd_andBoundedLimits() {
        DiskConfiguration configuration = DiskConfiguration.read(Map.of("service.pid", "x"), BASE);

        assertThat(configuration.tree().root()).isEqualTo(Path.of("/base/data/http.disk"));
        assertThat(configuration.limits()).isEqualTo(new Limits(1, 1_000_000, 1L << 30, 1_000_000));
        assertThat(configuration.interval()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void shippedFile_andMetatype_nameEveryDirectiveWithItsDefault() throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("src/main/cfg/org.socache.http.disk.cfg"))) {
            Matcher setting = Pattern.compile("#?([A-Za-z]+) = (.*)").matcher(line);
            if (setting.matches()) {
                settings.put(setting.group(1), setting.group(2));
            }
        }

        assertThat(settings).isEqualTo(DiskConfiguration.DEFAULTS);
        assertThat(Arrays.stream(DiskMetatype.class.getDeclaredMethods())
                        .collect(Collectors.toMap(Method::getName, m -> String.valueOf(m.getDefaultValue()))))
                .isEqualTo(DiskConfiguration.DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cachesizelimit   | 2g   | 2147483648",
                "CACHESIZELIMIT   | 1T   | 1099511627776",
                "CacheSizeLimit   | 5000000 | 5000000"
            })
    void sizes_haveUnitsOf1024(String key, String value, long bytes) {
        assertThat(DiskConfiguration.read(Map.of(key, value), BASE).limits().bytes())
                .isEqualTo(bytes);
    }

    @Test
    void pathThatIsNone_isRefusedLikeAnyOtherValue() {
        assertThatThrownBy(() -> DiskConfiguration.read(Map.of("CacheRoot", "a\0b"), BASE))
                .hasMessageStartingWith("etc/org.socache.http.disk.cfg: CacheRoot = a")
                .hasMessageEndingWith("is refused, allowed is the path of a directory");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CacheDirLevels     | 0      | from 1 to 20",
                "CacheDirLength     | 11     | at most 10 with CacheDirLevels 2",
                "CacheMaxFileSize   | -1     | a whole number",
                "CacheMinFileSize   | 2M     | at most CacheMaxFileSize, 1000000",
                "CacheSizeLimit     | 1000   | from 1048576",
                "CacheSizeLimit     | 99999999999T | from 1048576",
                "CacheEntryLimit    | many   | a whole number",
                "CacheCleanInterval | 0      | from 1 to 1000000",
                "CacheRot           | x      | one of the directives of this file: CacheCleanInterval"
            })
    void wrongValue_isRefused_withFileKeyAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> DiskConfiguration.read(Map.of(key, value), BASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("etc/org.socache.http.disk.cfg: " + key + " = " + value)
                .hasMessageContaining(allowed);
    }
}
