// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StockTest {

    private static final int MOST = 10;

    private final Counters counters = new Counters();
    private final Stock stock =
            new Stock(counters, 1L << 30, MOST, InstantSource.fixed(Instant.ofEpochMilli(0)), () -> {});

    @BeforeEach
    void roomOnTheDisk() {
        stock.setRoom(1L << 40);
    }

    private static Held entry(int n) {
        return new Held(new EntryKey(n, n), 1_000 + n, new byte[64]);
    }

    private void store(int n) {
        assertThat(stock.store(entry(n), () -> true, Duration.ZERO).stored()).isTrue();
    }

    @Test
    void store_moreEntriesThanTheHeapHasRoomFor_scrollsThoseThatExpireFirst() {
        for (int n = 0; n < MOST + 5; n++) {
            store(n);
        }

        assertThat(stock.contents().size()).isEqualTo(MOST);
        assertThat(stock.contents().find(new EntryKey(4, 4))).isNull();
        assertThat(stock.contents().find(new EntryKey(5, 5))).isNotNull();
        assertThat(counters.snapshot().scrolled()).isEqualTo(5);
    }

    @Test
    void store_fileOfALargerHeap_shrinksByAndBy() {
        for (int n = 0; n < 3 * MOST; n++) {
            stock.contents().learn(new EntryKey(n, n), new Place(1, 1_000 + n, 64));
        }

        store(100);
        assertThat(stock.contents().size()).isEqualTo(3 * MOST - 1);
        for (int n = 101; n < 101 + 3 * MOST; n++) {
            store(n);
        }

        assertThat(stock.contents().size()).isEqualTo(MOST);
    }
}
