// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.socache.http.disk.file.EntryName;

import static org.assertj.core.api.Assertions.assertThat;

/** Places are taken before anything is written, so that several writers cannot pass a limit together. */
class CapacityTest {

    private final List<EntryName> removed = new ArrayList<>();
    private final Capacity capacity = new Capacity(InstantSource.system(), removed::add);

    private static EntryName name(int number) {
        return new EntryName(number, number);
    }

    @Test
    void entriesBeingWritten_countAsEntries() {
        capacity.limit(1 << 20, 2);
        capacity.take(1, 1);
        capacity.placed(name(1), 1, 1, 1);

        assertThat(capacity.take(1, 1)).isTrue();
        assertThat(capacity.take(1, 1)).isTrue();

        assertThat(removed).containsExactly(name(1));
        assertThat(capacity.take(1, 1)).isFalse();
        capacity.give(1, 1);
        assertThat(capacity.take(1, 1)).isTrue();
    }

    @Test
    void replacement_needsNoPlaceOfItsOwn() {
        capacity.limit(1 << 20, 1);
        capacity.take(1, 1);
        capacity.placed(name(1), 1, 1, 1);

        assertThat(capacity.take(2, 0)).isTrue();
        capacity.placed(name(1), 2, 2, 0);

        assertThat(removed).isEmpty();
        assertThat(capacity.entries()).isEqualTo(1);
        assertThat(capacity.bytes()).isEqualTo(2 * Capacity.UNIT);
    }

    @Test
    void placesBeingWritten_doNotPushOutWhatIsThere_whereNoneCanBeHad() {
        capacity.limit(1 << 20, 2);
        capacity.take(1, 1);
        capacity.placed(name(1), 1, 1, 1);
        capacity.take(1, 1);
        capacity.limit(1 << 20, 1);

        assertThat(capacity.take(1, 1)).isFalse();
        assertThat(removed).isEmpty();
    }

    @Test
    void usedBefore_makesWayForWhatIsUsedNow_alsoWhereTheNumberOfEntriesIsTheLimit() {
        capacity.limit(1 << 30, 100);
        for (int i = 0; i < 100; i++) {
            place(name(i));
            capacity.used(name(i));
        }
        int hits = 0;
        for (int i = 0; i < 150; i++) {
            EntryName other = name(1000 + i % 15);
            if (capacity.knows(other)) {
                capacity.used(other);
                hits++;
            } else {
                place(other);
            }
        }

        assertThat(hits).isEqualTo(135);
    }

    private void place(EntryName name) {
        assertThat(capacity.take(1, 1)).isTrue();
        capacity.placed(name, 1, 1, 1);
    }

    @Test
    void uses_thatFollowSoon_areWrittenDownOnceAMinute() {
        AtomicLong now = new AtomicLong(1_000_000_000_000L);
        Capacity capacity = new Capacity(() -> Instant.ofEpochMilli(now.get()), removed::add);
        capacity.limit(1 << 20, 2);
        capacity.take(1, 1);
        capacity.placed(name(1), 1, 1, 1);

        List<Integer> writtenDown = new ArrayList<>();
        for (int second = 20; second <= 200; second += 20) {
            now.addAndGet(20_000);
            if (capacity.used(name(1))) {
                writtenDown.add(second);
            }
        }

        assertThat(writtenDown).containsExactly(60, 120, 180);
    }

    @Test
    void whatIsFoundOnADiskThatIsMadeDoWith_needNotGo() {
        capacity.limit(1L << 40, 1_000_000);
        capacity.take(100, 1);
        capacity.placed(name(1), 100, 100, 1);

        capacity.makeDo();
        for (int i = 2; i < 1000; i++) {
            capacity.found(name(i), 10, 0, 1);
        }
        capacity.settle();
        assertThat(removed).hasSize(1);
        removed.clear();
        capacity.free(1L << 30);
        assertThat(capacity.take(1000, 0)).isTrue();
        assertThat(removed).isEmpty();
    }

    @Test
    void fullDisk_ofWhichNotAllIsKnown_makesNothingGo() {
        capacity.limit(1L << 40, 1_000_000);
        capacity.expectUnseen();
        capacity.makeDo();

        assertThat(capacity.makesDo()).isFalse();
    }

    @Test
    void placeInTheIndex_isThereBeforeAnythingIsWritten() {
        capacity.limit(1L << 40, 1_000_000);
        for (int i = 0; i < 10_000; i++) {
            capacity.take(1, 1);
        }
        long memory = capacity.indexMemory();

        for (int i = 0; i < 10_000; i++) {
            capacity.placed(name(i), 1, 1, 1);
        }

        assertThat(capacity.indexMemory()).isEqualTo(memory);
    }

    @Test
    void times_goOnAfter2038() {
        assertThat(Capacity.seconds(1_000_000_000_000L)).isPositive();
        assertThat(Capacity.seconds(3_000_000_000_000L)).isGreaterThan(Capacity.seconds(2_147_483_648_000L));
        assertThat(Capacity.seconds(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }
}
