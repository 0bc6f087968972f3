// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.socache.http.config.Directive;
import org.socache.http.config.LocationConfiguration;
import org.socache.http.config.ServerConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** The cfg files, the metatype and the program know the same directives with the same defaults. */
class ShippedConfigurationTest {

    private static final Pattern SETTING = Pattern.compile("#?([A-Za-z]+) = (.*)");

    /** Every line that sets something, or would if its comment sign were taken away. */
    private static Map<String, String> settings(String file) throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("src/main/cfg", file))) {
            Matcher setting = SETTING.matcher(line);
            if (setting.matches()) {
                settings.put(setting.group(1), setting.group(2));
            }
        }
        return settings;
    }

    private static List<String> keys(boolean location) {
        return Stream.of(Directive.values())
                .filter(location ? Directive::inLocation : Directive::inServer)
                .map(Directive::key)
                .toList();
    }

    private static Map<String, String> metatype(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .collect(Collectors.toMap(
                        Method::getName, m -> String.valueOf(m.getDefaultValue()), (a, b) -> a, TreeMap::new));
    }

    @Test
    void serverFile_namesEveryDirective_andEachValueInItIsValid() throws Exception {
        Map<String, String> settings = settings("org.socache.http.cfg");

        assertThat(settings).containsOnlyKeys(keys(false));
        ServerConfiguration.read(settings);
    }

    @Test
    void locationFile_namesEveryDirective_andEachValueInItIsValid() throws Exception {
        Map<String, String> settings = settings("org.socache.http.location-NAME.cfg");

        assertThat(settings).containsOnlyKeys(keys(true));
        LocationConfiguration.read("file", settings);
    }

    @Test
    void metatype_namesEveryDirectiveWithItsDefault() {
        Map<String, String> defaults = Stream.of(Directive.values())
                .filter(Directive::inServer)
                .collect(Collectors.toMap(Directive::key, Directive::defaultText));

        assertThat(metatype(ServerMetatype.class)).containsExactlyInAnyOrderEntriesOf(defaults);
        assertThat(metatype(LocationMetatype.class))
                .containsOnlyKeys(keys(true))
                .allSatisfy((key, value) -> assertThat(value).isEmpty());
    }
}
