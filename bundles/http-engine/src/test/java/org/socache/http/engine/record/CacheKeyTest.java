// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CacheKeyTest {

    @ParameterizedTest
    @CsvSource({
        "http://www.example.com:80/a?, http://www.example.com/a",
        "https://www.example.com:443/a?, https://www.example.com/a",
        "http://www.example.com:443/a?, http://www.example.com:443/a",
        "http://www.example.com:8080/a?, http://www.example.com:8080/a",
        "http://www.example.com:80/a?b=1, http://www.example.com/a?b=1",
        "http://www.example.com:80/a?b?, http://www.example.com/a?b?",
        "http://[2001:db8::80]:80/?, http://[2001:db8::80]/",
        "http://www.example.com/a:80/?, http://www.example.com/a:80/",
    })
    void url_isAsPeopleWriteIt(String key, String url) {
        assertThat(new CacheKey(key).url()).isEqualTo(url);
        assertThat(new CacheKey(key).variant("0123").url()).isEqualTo(url);
    }
}
