// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.tck.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerTimesTest {

    private final TestClock clock = new TestClock();
    private final AnswerTimes times = new AnswerTimes(clock);

    @ParameterizedTest
    @CsvSource({"0, 0, 2", "4, 0, 2", "5, 0, 2", "4, 4, 2", "5, 5, 1", "10, 0, 1", "60, 0, 1", "-60, 0, 1"})
    void lately_afterMinutes_tellsWhatIsNotOlderThanTwoWindows(int minutes, int more, int known) {
        times.record(1_000);
        clock.advance(Duration.ofMinutes(minutes));
        times.record(2_000);
        clock.advance(Duration.ofMinutes(more));

        assertThat(times.lately().getTotalCount()).isEqualTo(known);
        assertThat(times.lately().getMaxValue()).isBetween(2_000L, 2_020L);
    }
}
