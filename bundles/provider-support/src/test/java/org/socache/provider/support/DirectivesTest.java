// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.InvalidSpecificationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DirectivesTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @CsvSource({
        "15, 15000",
        "250ms, 250",
        "10s, 10000",
        "10 sec, 10000",
        "2mi, 120000",
        "2min, 120000",
        "2minutes, 120000",
        "1h, 3600000",
        "1hour, 3600000",
        "1H, 3600000",
        "0, 0",
    })
    void time_httpdsSyntax_isRead(String text, long millis) {
        assertThat(time(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "soon  | pid: Key = soon is not a number with one of the units ms, s, min and h",
                "5m    | pid: Key = 5m is not a number with one of the units",
                "-1    | pid: Key = -1 is not a number",
                "2h    | pid: Key = 2h is not between 0ms and 3600s",
                "3601s | pid: Key = 3601s is not between 0ms and 3600s",
            })
    void time_wrong_isRefusedWithKeyValueAndWhatIsAllowed(String text, String message) {
        assertThatThrownBy(() -> time(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void numberAndFlag_wrong_areRefused() {
        Directives directives = new Directives("pid", Map.of("Number", "17", "Flag", "maybe"));

        assertThatThrownBy(() -> directives.number("number", 1, 1, 16))
                .hasMessage("pid: number = 17 is not a number between 1 and 16");
        assertThatThrownBy(() -> directives.flag("FLAG", true)).hasMessage("pid: FLAG = maybe is not on or off");
        assertThat(directives.number("absent", 3, 1, 16)).isEqualTo(3);
        assertThat(directives.flag("absent", true)).isTrue();
    }

    @Test
    void secret_inAFile_isReadAnewAndNeverShown(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "first\n");
        Secret secret = Secret.of(new Directives("pid", Map.of("XPasswordFile", file)), "X")
                .orElseThrow();
        assertThat(secret.reveal()).isEqualTo("first");

        Files.writeString(file, "second\n");

        assertThat(secret.reveal()).isEqualTo("second");
        assertThat(secret).hasToString("***");
    }

    @ParameterizedTest
    @CsvSource({
        "a, a:11211",
        "a:1, a:1",
        "'a:1, b', 'a:1,b:11211'",
        "',a:1,,', a:1",
        "[::1], [::1]:11211",
        "[fe80::1]:5, [fe80::1]:5",
        "10.0.0.1:65535, 10.0.0.1:65535",
    })
    void addresses_httpdsSyntax_areRead(String text, String read) throws Exception {
        assertThat(String.join(
                        ",",
                        Address.list("memcache", text, 11211).stream()
                                .map(Address::toString)
                                .toList()))
                .isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "11211", "a:", "a:b", "a:0", "a:65536", "[::1", "a b", "user@a", "a:1/2"})
    void addresses_wrong_areRefused(String text) {
        assertThatThrownBy(() -> Address.list("memcache", text, 11211))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining(text.matches("[,]*") ? "list of servers" : "\"" + text + "\"");
    }

    private static Duration time(String text) {
        return new Directives("pid", Map.of("KEY", text)).time("Key", HOUR, Duration.ZERO, HOUR);
    }
}
