// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socache.http.engine.record.CacheKey;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class FetchesTest {

    private static final CacheKey A = new CacheKey("http://www.example.com:80/a?");
    private static final CacheKey B = new CacheKey("http://www.example.com:80/b?");

    private final Fetches fetches = new Fetches();
    private final List<String> events = new CopyOnWriteArrayList<>();

    /** Otherwise it would remove what is there, and the old page come after that. */
    @Test
    void outdate_whileAFetchIsBeingStored_waitsForThat() throws Exception {
        Fetches.Fetch fetch = fetches.begin(A);
        CountDownLatch stored = new CountDownLatch(1);
        CountDownLatch storing = new CountDownLatch(1);
        Thread storer = new Thread(() -> fetch.store(() -> {
            storing.countDown();
            Awaitility.await().until(() -> stored.getCount() == 0);
            events.add("stored");
        }));
        storer.start();
        storing.await();
        Thread changer = new Thread(() -> {
            fetches.outdate(A::equals);
            events.add("changed");
        });
        changer.start();
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> changer.getState() == Thread.State.BLOCKED);

        stored.countDown();
        storer.join();
        changer.join();

        assertThat(events).containsExactly("stored", "changed");
    }

    /** Otherwise a storage that takes its time would hold up a purge once for each of them. */
    @Test
    void outdate_whileItWaitsForOne_letsNoOtherBeginToStore() throws Exception {
        List<Fetches.Fetch> many =
                Stream.generate(() -> fetches.begin(A)).limit(20).toList();
        Fetches.Fetch slow = fetches.begin(A);
        CountDownLatch stored = new CountDownLatch(1);
        CountDownLatch storing = new CountDownLatch(1);
        Thread storer = new Thread(() -> slow.store(() -> {
            storing.countDown();
            Awaitility.await().until(() -> stored.getCount() == 0);
        }));
        storer.start();
        storing.await();
        Thread changer = new Thread(() -> fetches.outdate(A::equals));
        changer.start();
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> changer.getState() == Thread.State.BLOCKED);

        assertThat(many).allMatch(Fetches.Fetch::isOutdated);
        stored.countDown();
        storer.join();
        changer.join();
    }

    @Test
    void store_afterAChangeOfItsResource_storesNothing() {
        Fetches.Fetch changed = fetches.begin(A);
        Fetches.Fetch other = fetches.begin(B);

        fetches.outdate(A::equals);

        assertThat(changed.store(() -> events.add("a"))).isFalse();
        assertThat(other.store(() -> events.add("b"))).isTrue();
        assertThat(events).containsExactly("b");
    }

    @Test
    void outdateOthers_leavesOutWhatBringsTheChange() {
        Fetches.Fetch change = fetches.begin(A);
        Fetches.Fetch earlier = fetches.begin(A);

        change.outdateOthers(Set.of(A));

        assertThat(change.isOutdated()).isFalse();
        assertThat(earlier.isOutdated()).isTrue();
        assertThat(fetches.begin(A).isOutdated())
                .as("it is asked after the change")
                .isFalse();
    }

    @Test
    void end_isKeptNoLonger() {
        Fetches.Fetch fetch = fetches.begin(A);

        fetch.end();
        fetch.end();

        assertThat(fetches.isEmpty()).isTrue();
    }
}
