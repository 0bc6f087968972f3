// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.message;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One URI per request, whatever the request line and the Host field say. */
class EffectiveUriTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "www.Example.com      | /a?b          | http://www.example.com/a?b",
                "www.example.com:80   | /a            | http://www.example.com/a",
                "www.example.com:8080 | /a?           | http://www.example.com:8080/a?",
                "[::1]:8080           | /             | http://[::1]:8080/",
                "evil.example         | http://b/c    | http://b/c",
                "evil.example         | HTTPS://B:443 | https://b/",
                "-                    | http://b?q    | http://b/?q",
                "b                    | *             | http://b*",
            })
    void of_oneReading(String host, String target, String expected) {
        assertThat(EffectiveUri.of("http", host, target)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-             | /a", "''            | /a", "a b           | /a", "user@b        | /a",
                        "b/c           | /a", "b:99999       | /a",
                "b:8x          | /a", "b:0           | /a", "b             | a", "b             | ''",
                        "b             | http:/b", "b             | ftp://b/",
                "b             | http://u@b/", "b             | '/a b'", "b             | /a#b",
                        "b             | /\u00fc", "[::1          | /", "b?            | /",
            })
    void of_twoReadings_isRefused(String host, String target) {
        assertThatThrownBy(() -> EffectiveUri.of("http", host, target))
                .isInstanceOf(InvalidRequestTargetException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "''           | http://h/a/b?c",
                "?x           | http://h/a/b?x",
                "x            | http://h/a/x",
                "./x         | http://h/a/x",
                "../x         | http://h/x",
                "../../../x   | http://h/x",
                "/x/./y/..    | http://h/x/",
                "//o/x        | http://o/x",
                "https://o    | https://o/",
                "/x^{y}#z     | http://h/x^{y}",
                "mailto:x     | -",
                "http://u@o/  | -",
                "/a b         | -",
            })
    void resolve_followsRfc3986(String reference, String expected) {
        EffectiveUri resolved = EffectiveUri.of("http", "h", "/a/b?c").resolve(reference);

        assertThat(resolved == null ? null : resolved.toString()).isEqualTo(expected);
    }

    @Test
    void ofNoPath_isRefused() {
        // what containers show of CONNECT
        assertThatThrownBy(() -> new EffectiveUri("http", "h", 80, null, null))
                .isInstanceOf(InvalidRequestTargetException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b.c, /a/b.c",
        "/%70rivate/%41, /private/A",
        "/a;x=1/b;y, /a/b",
        "//a///b/, /a/b/",
        "/x/../a/./b, /a/b",
        "/x/%2e%2e/a, /a",
        "/a%2Fb, /a/b",
        "/a/.., /",
        "/a/b/., /a/b/",
        "/.., /",
        "/%2570, /%70",
        "/%7/%, /%7/%",
        "/a%3Bb, /a;b",
        "*, *",
    })
    void plainPath_isThatOfAllSpellings(String path, String plain) {
        assertThat(EffectiveUri.of("http", "h", path).plainPath()).isEqualTo(plain);
    }

    @Property
    void resolve_neverThrows(@ForAll String reference) {
        EffectiveUri.of("http", "h", "/a/b?c").resolve(reference);
    }
}
