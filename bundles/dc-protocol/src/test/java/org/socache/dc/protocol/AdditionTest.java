// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AdditionTest {

    @ParameterizedTest
    @CsvSource({"0", "1", "15"})
    void safeData_lastFrameThatTheReferenceServerCorrupts_isCutToTheLargestSafeOne(int fullFrames) {
        int prefix = 8 + 16;
        for (int last = 1; last <= Limits.FRAME_DATA; last++) {
            int data = fullFrames * Limits.FRAME_DATA + last - prefix;
            boolean corrupted = fullFrames > 0 && last >= 2021 && last <= 2024;

            assertThat(Addition.safeData(16, data))
                    .as("%d full frames and one of %d", fullFrames, last)
                    .isEqualTo(corrupted ? fullFrames * Limits.FRAME_DATA + 2020 - prefix : data);
        }
    }

    @Test
    void safeData_allSizes_fourOf2048AreUnsafe() {
        long unsafe = IntStream.rangeClosed(5, Addition.maximumData(32))
                .filter(data -> Addition.safeData(32, data) != data)
                .count();

        assertThat(unsafe).isEqualTo(15 * 4);
    }

    @Test
    void check_tooShortForItsLengths_hasNoAnswer() {
        assertThatThrownBy(() -> Addition.check(new byte[7]))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("7 bytes");
    }
}
