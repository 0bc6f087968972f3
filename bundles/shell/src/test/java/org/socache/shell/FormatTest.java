// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.api.admin.CacheStatistics.Latency;

import static org.assertj.core.api.Assertions.assertThat;

class FormatTest {

    @ParameterizedTest
    @CsvSource({
        "-1, -",
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "67108864, 64.0 MiB",
        "5368709120, 5.0 GiB",
        "9223372036854775807, 8388608.0 TiB"
    })
    void bytes_anySize_hasTheUnitThatKeepsItShort(long bytes, String expected) {
        assertThat(Format.bytes(bytes)).isEqualTo(expected);
    }

    @Test
    void micros_nothingMeasured_isADash() {
        assertThat(Format.micros(new Latency(0, 0, 0, 0, 0, 0, 0), 0)).isEqualTo("-");
    }

    @Test
    void fill_isAShareOfTheCapacity_orBytesWhereThereIsNone() {
        assertThat(Format.fill(48 << 20, 64 << 20)).isEqualTo("75.0 %");
        assertThat(Format.fill(48 << 20, -1)).isEqualTo("48.0 MiB");
        assertThat(Format.fill(-1, -1)).isEqualTo("-");
    }

    @Test
    void lines_areCutBetweenWords_andLoseNothing() {
        assertThat(Format.lines("one two three", 7)).containsExactly("one two", "three");
        assertThat(Format.lines("at /a/long/path here", 6)).containsExactly("at", "/a/long/path", "here");
        assertThat(Format.lines("", 6)).containsExactly("");
        assertThat(Format.lines("one two three", Integer.MAX_VALUE)).containsExactly("one two three");
    }
}
