// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import org.junit.jupiter.api.Test;
import org.socache.api.CacheCounters;

import static org.assertj.core.api.Assertions.assertThat;

class TallyTest {

    private final Tally tally = new Tally();

    @Test
    void look_historyOfTheProvider_isNotCountedHere() {
        tally.look(tally.ask(), expired(1_000));
        tally.look(tally.ask(), expired(1_003));

        assertThat(tally.counted().expired()).isEqualTo(3);
    }

    @Test
    void look_providerBeginsAnew_countsWhatItHasSince() {
        tally.look(tally.ask(), expired(1_000));
        tally.look(tally.ask(), expired(2));

        assertThat(tally.counted().expired()).isEqualTo(2);
    }

    @Test
    void look_questionsOverlap_theAnswerThatComesSecondIsPassedOver() {
        tally.look(tally.ask(), expired(1_000));
        long first = tally.ask();
        long second = tally.ask();

        tally.look(second, expired(1_005));
        tally.look(first, expired(1_004));
        assertThat(tally.counted().expired()).isEqualTo(5);

        first = tally.ask();
        second = tally.ask();
        tally.look(first, expired(1_007));
        tally.look(second, expired(1_006));
        assertThat(tally.counted().expired()).isEqualTo(7);

        tally.look(tally.ask(), expired(1_008));
        assertThat(tally.counted().expired()).isEqualTo(8);
    }

    private static CacheCounters expired(long count) {
        return new CacheCounters(0, 0, count, 0, 0, 0, 0, 0);
    }
}
