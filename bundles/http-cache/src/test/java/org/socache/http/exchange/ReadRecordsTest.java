// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Timing;

import static org.assertj.core.api.Assertions.assertThat;

class ReadRecordsTest {

    private final ReadRecords records = new ReadRecords(40_000);
    private final ManualClock clock = new ManualClock();
    private final MemoryCache cache = new MemoryCache(clock);
    private final Counters counters = new Counters();
    private final SocacheStorage storage = new SocacheStorage(cache, counters);

    private static CacheKey key(int number) {
        return new CacheKey("http://site/" + number + "?");
    }

    private static ReadRecords.Held held(long version, int length) {
        return new ReadRecords.Held(null, version, length);
    }

    private Stored response(CacheKey key, int status) {
        long now = clock.millis();
        Timing timing = new Timing(now, now, now, 0, 60_000, 0, -1, now + 60_000);
        return new Stored.Response(new StoredResponse(
                key, status, Fields.EMPTY, timing, new Extent(0, 0, 0), Set.of(), Fields.EMPTY, List.of(), Body.EMPTY));
    }

    private static int status(Stored stored) {
        return ((Stored.Response) stored).response().status();
    }

    @Test
    void keep_moreThanThereIsRoomFor_theLeastUsedGo() {
        for (int n = 0; n < 100; n++) {
            records.keep(key(n), held(n, 100));
            assertThat(records.find(key(0))).isNotNull();
        }
        assertThat(records.find(key(50))).isNull();
        assertThat(records.find(key(99))).isNotNull();
    }

    @Test
    void keep_largerThanAGeneration_isNotKept() {
        records.keep(key(1), held(1, 10));
        records.keep(key(1), held(2, 20_000));

        assertThat(records.find(key(1))).isNull();
    }

    @Test
    void forget_kept_isGoneInBothGenerations() {
        records.keep(key(1), held(1, 12_000));
        records.keep(key(2), held(2, 12_000));
        records.forget(key(1));
        records.forget(key(2));

        assertThat(records.find(key(1))).isNull();
        assertThat(records.find(key(2))).isNull();
    }

    @Test
    void load_unchanged_isTheObjectReadBefore() {
        storage.put(key(1), clock.millis() + 60_000, response(key(1), 200));
        Stored first = storage.load(key(1));

        assertThat(storage.load(key(1))).isSameAs(first);
    }

    @Test
    void load_changedByAnotherNode_isWhatThatNodeStored() {
        SocacheStorage other = new SocacheStorage(cache, counters);
        storage.put(key(1), clock.millis() + 60_000, response(key(1), 200));
        storage.load(key(1));

        other.put(key(1), clock.millis() + 60_000, response(key(1), 404));
        assertThat(status(storage.load(key(1)))).isEqualTo(404);

        other.remove(key(1));
        assertThat(storage.load(key(1))).isNull();
    }

    @Test
    void load_expiredOrWithoutAProvider_isNull() {
        storage.put(key(1), clock.millis() + 60_000, response(key(1), 200));
        storage.load(key(1));

        cache.bound(false);
        assertThat(storage.load(key(1))).isNull();
        cache.bound(true);
        clock.advance(Duration.ofMinutes(1));
        assertThat(storage.load(key(1))).isNull();
    }

    @Test
    void load_damagedAfterItWasRead_isAMissAndRemoved() {
        storage.put(key(1), clock.millis() + 60_000, response(key(1), 200));
        storage.load(key(1));
        cache.damage();

        assertThat(storage.load(key(1))).isNull();
        assertThat(cache.size()).isZero();
        assertThat(counters.damaged()).isEqualTo(1);
    }
}
