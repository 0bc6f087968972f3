// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
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

    @Test
    void matches_manyStarsAndALongUrl_takeNoTime() {
        Glob glob = new Glob("*a".repeat(30) + "*b");

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(glob.matches("a".repeat(8192))).isFalse());
    }
}
