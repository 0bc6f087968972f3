// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "abc, abc, true",
        "abc, abcd, false",
        "*, '', true",
        "*, abc, true",
        "a*, a, true",
        "a*, ba, false",
        "*c, abc, true",
        "*c, abcd, false",
        "*b*, abc, true",
        "*b*, ac, false",
        "a*c, ac, true",
        "ab*bc, abc, false",
        "ab*bc, abbc, true",
        "a*b*c, aXbXbXc, true",
        "a*b*c, acb, false",
        "*ab*b, ab, false",
        "a**c, abc, true",
        "a.c, abc, false",
        "'\\E*', '\\Ex', true",
    })
    void matches_starsStandForAnyCharacters(String glob, String text, boolean matches) {
        assertThat(new Glob(glob).matches(text)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "http://www.example.com:80/*, http://www.example.com/a, true",
        "https://www.example.com:443/*, https://www.example.com/a, true",
        "http://www.example.com:8080/*, http://www.example.com:8080/a, true",
        "http://www.example.com:80/*, http://www.example.com:8080/a, false",
        "http://www.example.com:80*, http://www.example.com:8080/a, true",
        "HTTP://WWW.Example.COM/*, http://www.example.com/a, true",
        "HTTP://WWW.Example.COM, http://www.example.com, true",
        "http://[2001:DB8::80]:80/*, http://[2001:db8::80]/a, true",
        "http://www.example.com/A*, http://www.example.com/a, false",
        "http://*A, http://www.example.com/A, true",
        "*/go?to=http://A:80/, http://www.example.com/go?to=http://A:80/, true",
        "http://www.example.com/a?*, http://www.example.com/a?b, true",
        "http://www.example.com/a?*, http://www.example.com/ab, false",
    })
    void ofUrls_meetsTheOriginHoweverItIsWritten(String glob, String url, boolean matches) {
        assertThat(Glob.ofUrls(glob).matches(url)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://www.example.com/\u00fc*", "http://b\u00fccher.example/*", "/a b*", " *"})
    void ofUrls_withWhatNoUrlHas_isRefused(String glob) {
        assertThatThrownBy(() -> Glob.ofUrls(glob)).hasMessageContaining("write them as the page's URL does");
    }

    @Test
    void matches_manyStarsAndALongUrl_takeNoTime() {
        Glob glob = new Glob("*a".repeat(30) + "*b");

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(glob.matches("a".repeat(8192))).isFalse());
    }
}
