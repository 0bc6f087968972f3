// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.admin.Switch;
import org.socache.api.spi.ProviderException;
import org.socache.core.ProviderDirectory.Offer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What was replaced or removed never comes back, whatever happened to the provider meanwhile. */
@Timeout(30)
class StaleEntriesTest extends CacheOnMaps {

    private final CountDownLatch goOn = new CountDownLatch(1);

    // Changes that did not get through

    @Test
    void switchTo_afterALostReplacement_theOldValueIsNotCarriedOver() throws Exception {
        loseAReplacement();

        Switch done = switchTo("map:b");

        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(map.place("b")).isEmpty();
        assertThat(done.skipped()).isOne();
    }

    @Test
    void rebind_afterALostReplacement_theOldValueDoesNotReappear() {
        loseAReplacement();

        uninstall();
        install();

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        assertThat(cache.retrieve(id("a"))).isNull();
        await().until(() -> map.place("a").isEmpty());
    }

    @Test
    void switchTo_fromASharedPlaceAfterALostReplacement_takesItBackThere() throws Exception {
        map.shared = true;
        switchTo("map:shared");
        cache.store(id("a"), soon(), data("old"));
        map.instances.get("shared").fault = new ProviderException("away");
        cache.store(id("a"), soon(), data("new, but lost"));
        map.instances.get("shared").fault = null;

        switchTo("map:b");
        switchTo("map:shared");

        assertThat(cache.retrieve(id("a"))).isNull();
    }

    private void loseAReplacement() {
        cache.store(id("a"), soon(), data("old"));
        map.instances.get("a").fault = new ProviderException("away");
        assertThat(cache.store(id("a"), soon(), data("new, but lost")).refusal())
                .isEqualTo(Refusal.UNAVAILABLE);
        map.instances.get("a").fault = null;
    }

    // Changes while there is no provider

    @ParameterizedTest
    @ValueSource(strings = {"remove", "store"})
    void change_whileTheProviderIsUpdated_theOldValueDoesNotReappear(String change) {
        cache.store(id("a"), soon(), data("old"));
        cache.store(id("b"), soon(), data("untouched"));
        uninstall();
        if (change.equals("remove")) {
            assertThat(cache.remove(id("a"))).isFalse();
        } else {
            assertThat(cache.store(id("a"), soon(), data("new, but lost")))
                    .isEqualTo(StoreResult.refused(Refusal.UNAVAILABLE));
        }

        install();

        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.retrieve(id("b"))).isEqualTo(data("untouched"));
        await().until(() -> map.place("a").size() == 1);
        cache.store(id("a"), soon(), data("newer"));
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("newer"));
    }

    @Test
    void change_beforeTheProviderComesForTheFirstTime_theOldValueDoesNotReappear() throws Exception {
        cache.store(id("a"), soon(), data("of the run before"));
        cache.close();
        providers.remove(new Rank(1));
        cache = newCache("map:a");
        cache.remove(id("a"));

        install();

        assertThat(cache.retrieve(id("a"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"switch", "configuration"})
    void switchTo_whileUnbound_nothingStaleWaitsInThePlaceThatWasLeft(String by) throws Exception {
        MapProvider other = new MapProvider();
        cache.store(id("a"), soon(), data("old"));
        uninstall();
        providers.add(new Rank(2), new Offer("other", other, "test"));
        change(by, "other:x");
        cache.rebind();
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        cache.remove(id("a"));
        providers.remove(new Rank(2));
        cache.detach(other);
        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);

        providers.add(new Rank(1), new Offer("map", map, "test"));
        change(by, "map:a");

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        assertThat(cache.retrieve(id("a"))).isNull();
    }

    private void change(String by, String specification) throws Exception {
        if (by.equals("switch")) {
            switchTo(specification);
        } else {
            cache.configure(CacheSpecification.parse(specification), Hints.NONE);
        }
    }

    // Changes of all that is listed, as a purge by tag

    @Test
    void iterate_duringASwitch_showsWhatIsStillToBeMoved() throws Exception {
        cache.store(id("a"), soon(), data("a"));
        cache.store(id("replaced"), soon(), data("old"));
        CountDownLatch moving = new CountDownLatch(1);
        map.instances.get("a").during.put("iterate", () -> {
            if (Thread.currentThread().getName().startsWith("socache-move")) {
                moving.countDown();
                awaitUninterruptibly(goOn);
            }
        });
        Switch under = cache.switchTo(CacheSpecification.parse("map:b"));
        moving.await();
        cache.store(id("replaced"), soon(), data("new"));
        cache.store(id("b"), soon(), data("b"));

        Map<String, String> shown = new TreeMap<>();
        boolean complete = cache.iterate(entry -> {
            shown.put(new String(entry.id(), UTF_8), new String(entry.data(), UTF_8));
            return cache.remove(entry.id());
        });

        assertThat(complete).isTrue();
        assertThat(shown).isEqualTo(Map.of("a", "a", "b", "b", "replaced", "new"));
        goOn.countDown();
        assertThat(under.await(Duration.ofSeconds(20))).isTrue();
        assertThat(map.place("b")).isEmpty();
    }

    @Test
    void iterate_afterALostReplacement_showsNothingOutOfDate() {
        loseAReplacement();

        assertThat(cache.iterate(entry -> {
                    throw new AssertionError("the old value is shown");
                }))
                .isTrue();
    }

    // Changes that arrive late

    @ParameterizedTest
    @ValueSource(strings = {"remove", "store"})
    void change_endsInsideTheOldInstanceAfterItWasLeft_holdsInTheNewOne(String change) throws Exception {
        cache.store(id("a"), soon(), data("old"));
        CountDownLatch inside = new CountDownLatch(1);
        map.instances.get("a").during.put(change, () -> {
            inside.countDown();
            awaitUninterruptibly(goOn);
        });
        Thread late = new Thread(() -> {
            if (change.equals("remove")) {
                cache.remove(id("a"));
            } else {
                cache.store(id("a"), soon(), data("new"));
            }
        });
        late.start();
        inside.await();

        switchTo("map:b");
        goOn.countDown();
        late.join();

        assertThat(cache.retrieve(id("a"))).isEqualTo(change.equals("remove") ? null : data("new"));
    }

    @Test
    void store_endsInsideTheOldInstanceAfterItWasLeft_theNewOneIsNotBlamedForItsTime() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        map.instances.get("a").during.put("store", () -> {
            inside.countDown();
            awaitUninterruptibly(goOn);
        });
        Thread late = new Thread(() -> cache.store(id("a"), soon(), data("new")));
        late.start();
        inside.await();
        switchTo("map:b");
        map.instances.get("b").during.put("store", () -> {
            throw new ProviderException("one broken connection");
        });

        goOn.countDown();
        late.join();

        assertThat(cache.statistics().errors()).isOne();
        assertThat(cache.state()).as("one quick failure is no outage").isEqualTo(CacheState.BOUND);
    }

    @Test
    void store_givenUpByItsCaller_doesNotLandOnANewerValue() throws Exception {
        map.bounded = false;
        switchTo("map:slow");
        MapProvider.MapInstance slow = map.instances.get("slow");
        AtomicBoolean landed = new AtomicBoolean();
        AtomicReference<Thread> first = new AtomicReference<>();
        slow.during.put("store", () -> {
            if (first.compareAndSet(null, Thread.currentThread())) {
                awaitUninterruptibly(goOn);
                landed.set(true);
            }
        });
        assertThat(cache.store(id("a"), soon(), data("slow")).stored()).isFalse();
        await().until(() -> cache.state() == CacheState.BOUND);
        assertThat(cache.store(id("a"), soon(), data("newer")).stored()).isTrue();

        goOn.countDown();

        await().untilTrue(landed);
        await().during(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(cache.retrieve(id("a"))).isNotEqualTo(data("slow")));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
