// SPDX-License-Identifier: Apache-2.0
package org.socache.shell.completion;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TypedWordTest {

    @ParameterizedTest
    @CsvSource({
        "http://a.b:80/c-d_e?f=%20+g@h, http://a.b:80/c-d_e?f=%20+g@h",
        "http://a/?b=1&c=2, http://a/?b=1\\&c=2",
        "http://a/$b;c|d(e)~f, http://a/\\$b\\;c\\|d\\(e\\)\\~f",
        "http://a/b c\\, http://a/b\\ c\\\\",
    })
    void url_getsABackslashBeforeWhatMeansSomethingToTheShell(String url, String typed) {
        assertThat(TypedWord.of(url)).isEqualTo(typed);
    }
}
