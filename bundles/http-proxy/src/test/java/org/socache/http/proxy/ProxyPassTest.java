// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.tck.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProxyPassTest {

    private final TestClock clock = new TestClock();

    @ParameterizedTest
    @CsvSource({
        "/ http://o:9000/, /a/b, , /a/b",
        "/ http://o:9000/, /, , /",
        "/app/ http://o/, /app/x, q=1, /x?q=1",
        "/app/ http://o/base/, /app/x, '', /base/x?",
        "/app http://o/base, /app, , /base",
        "/app http://o/base, /app/x%2Fy, , /base/x%2Fy",
    })
    void target_belowThePath_isReplacedAsText(String directive, String path, String query, String expected) {
        ProxyPass pass = ProxyPass.parse(directive, clock);

        assertThat(pass.target(pass.choose(List.of()), path, query)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/app/ http://o/, /other", "/app http://o/base, /application"})
    void target_elsewhere_isNull(String directive, String path) {
        ProxyPass pass = ProxyPass.parse(directive, clock);

        assertThat(pass.target(pass.choose(List.of()), path, null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "app http://o/, app http://o/",
        "/app, further origins",
        "/app ftp://o/x, ftp://o/x",
        "/app http://u:p@o/x, is no origin",
        "/app http:///x, no origin",
        "/app/ http://o/base, must both end with a slash",
    })
    void parse_wrong_isRefusedByName(String directive, String named) {
        assertThatThrownBy(() -> ProxyPass.parse(directive, clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void parse_originNamedTwice_isOneThatGetsTwiceAsMuch() {
        ProxyPass pass = ProxyPass.parse("/ http://a/ http://b/ http://a/", clock);
        Origin a = pass.origins().get(0);

        assertThat(pass.origins()).containsExactly(a, pass.origins().get(1), a);
        assertThat(pass.choose(List.of(a))).isNotEqualTo(a);
    }

    @Test
    void choose_originDown_theOtherServesUntilItsPauseIsOver() {
        ProxyPass pass = ProxyPass.parse("/ http://a/ http://b/", clock);
        Origin a = pass.origins().get(0);
        Origin b = pass.origins().get(1);
        a.unreachable();

        assertThat(List.of(pass.choose(List.of()), pass.choose(List.of()))).containsOnly(b);
        assertThat(pass.choose(List.of(b))).isEqualTo(a);
        assertThat(pass.choose(List.of(a, b))).isNull();

        clock.advance(java.time.Duration.ofMillis(Origin.PAUSE_MILLIS));

        assertThat(List.of(pass.choose(List.of()), pass.choose(List.of()))).containsExactlyInAnyOrder(a, b);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, true",
        "/a..b/.c, true",
        "/a/%2e%2e/b, false",
        "/a/../b, false",
        "/a/..;x=1/b, false",
        "/a%2f..%2fb, false",
        "/a\\b, false",
        "/a%5cb, false",
        "http://elsewhere/, false",
    })
    void pathFault_whatTwoParsersCouldReadDifferently_isRefused(String path, boolean fine) {
        assertThat(RequestCheck.pathFault(path) == null).isEqualTo(fine);
    }
}
