// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.Entry;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.admin.Switch;
import org.socache.api.spi.ProviderException;
import org.socache.core.ProviderDirectory.Offer;
import org.socache.tck.Stamped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class NamedCacheTest extends CacheOnMaps {

    // Coming and going

    @Test
    void calls_providerAbsent_missAndAreRefused() {
        uninstall();

        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);
        assertThat(cache.reason()).contains("waiting for provider \"map\"");
        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.store(id("a"), soon(), data("a"))).isEqualTo(StoreResult.refused(Refusal.UNAVAILABLE));
        assertThat(cache.remove(id("a"))).isFalse();
        assertThat(cache.statistics().refused().get(Refusal.UNAVAILABLE)).isOne();
    }

    @Test
    void rebind_providerReturns_entriesAreThereAgain() {
        cache.store(id("a"), soon(), data("a"));
        uninstall();
        assertThat(map.instances.get("a").closed).isTrue();

        install();

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
        assertThat(heard.events).containsExactly("recovered", "degraded", "recovered");
    }

    @Test
    void close_callsMissAndNothingComesBack() {
        cache.store(id("a"), soon(), data("a"));

        cache.close();
        cache.rebind();

        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);
    }

    // Switching

    @Test
    void switchTo_entriesMoveWithTheirExpiry() throws Exception {
        for (int n = 0; n < 100; n++) {
            cache.store(id("id-" + n), soon() + n, data("data-" + n));
        }

        Switch done = switchTo("map:b");

        assertThat(done.moved()).isEqualTo(100);
        for (int n = 0; n < 100; n++) {
            assertThat(cache.retrieve(id("id-" + n))).isEqualTo(data("data-" + n));
            assertThat(map.place("b").get(new IdKey(id("id-" + n))).expiry()).isEqualTo(soon() + n);
        }
        assertThat(cache.specification()).hasToString("map:b");
        assertThat(kept).containsExactly("org.socache.http: map:b");
        assertThat(heard.events).last().asString().startsWith("switched map:a map:b 100");
    }

    @Test
    void switchTo_expiredEntries_stayBehind() throws Exception {
        cache.store(id("short"), clock.millis() + 1_000, data("short"));
        cache.store(id("long"), soon(), data("long"));
        clock.advance(Duration.ofSeconds(2));

        Switch done = switchTo("map:b");

        assertThat(done.moved()).isOne();
        assertThat(map.place("b")).hasSize(1);
    }

    @Test
    void switchTo_oldPlace_isEmptiedAndClosed() throws Exception {
        cache.store(id("a"), soon(), data("a"));

        switchTo("map:b");

        assertThat(map.place("a")).isEmpty();
        assertThat(map.instances.get("a").closed).isTrue();
    }

    @Test
    void switchTo_andBack_nothingStaleWaitsThere() throws Exception {
        cache.store(id("a"), soon(), data("old"));
        switchTo("map:b");
        cache.remove(id("a"));

        switchTo("map:a");

        assertThat(cache.retrieve(id("a"))).isNull();
    }

    @Test
    void switchTo_wrongSpecification_isRefusedAndNothingChanges() {
        cache.store(id("a"), soon(), data("a"));

        assertThatThrownBy(() -> switchTo("map:wrong")).hasMessageContaining("say anything else");
        assertThatThrownBy(() -> switchTo("nosuch:")).hasMessage("there is no provider \"nosuch\"; installed are map");

        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
        assertThat(cache.specification()).hasToString("map:a");
        assertThat(kept).isEmpty();
    }

    @Test
    void configure_sameSpecification_changesNothing() throws Exception {
        MapProvider.MapInstance before = map.instances.get("a");

        cache.configure(CacheSpecification.parse("map:a"), Hints.NONE);

        assertThat(map.instances.get("a")).isSameAs(before);
        assertThat(before.closed).isFalse();
    }

    @Test
    void configure_boundAndProviderAbsent_isRefused() {
        assertThatThrownBy(() -> cache.configure(CacheSpecification.parse("redis:localhost"), Hints.NONE))
                .isInstanceOf(InvalidSpecificationException.class);

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
    }

    @Test
    void switchTo_underWrites_newestWinsAndRemovedStaysRemoved() throws Exception {
        int ids = 200;
        for (int n = 0; n < ids; n++) {
            cache.store(id("id-" + n), soon(), Stamped.data(id("id-" + n), 0, 64));
        }
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong[] newest = new AtomicLong[ids];
        Thread writer = new Thread(() -> write(ids, newest, stop));
        for (int n = 0; n < ids; n++) {
            newest[n] = new AtomicLong();
        }
        writer.start();

        for (int round = 0; round < 50; round++) {
            switchTo(round % 2 == 0 ? "map:b" : "map:a");
        }
        stop.set(true);
        writer.join();

        for (int n = 0; n < ids; n++) {
            byte[] found = cache.retrieve(id("id-" + n));
            long expected = newest[n].get();
            assertThat(found == null ? -1 : Stamped.verify(id("id-" + n), found))
                    .as("id %d", n)
                    .isEqualTo(expected);
        }
    }

    private void write(int ids, AtomicLong[] newest, AtomicBoolean stop) {
        for (long version = 1; !stop.get(); version++) {
            int n = (int) (version * 31 % ids);
            if (version % 3 == 0) {
                cache.remove(id("id-" + n));
                newest[n].set(-1);
            } else {
                cache.store(id("id-" + n), soon(), Stamped.data(id("id-" + n), version, 64));
                newest[n].set(version);
            }
            assertThat(cache.retrieve(id("id-" + n)) == null).isEqualTo(version % 3 == 0);
        }
    }

    // Providers that misbehave

    @Test
    void retrieve_providerThrows_isAMissAndCounted() {
        map.instances.get("a").fault = new IllegalArgumentException("boom");

        assertThat(cache.retrieve(id("a"))).isNull();

        assertThat(cache.statistics().errors()).isOne();
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
    }

    @Test
    void calls_providerKeepsFailing_degradeAndRecoverByThemselves() {
        cache.store(id("a"), soon(), data("a"));
        map.instances.get("a").fault = new ProviderException("localhost:1 refuses connections");
        for (int n = 0; n < Breaker.FAILURES_IN_A_ROW; n++) {
            cache.retrieve(id("a"));
        }
        assertThat(cache.state()).isEqualTo(CacheState.DEGRADED);
        assertThat(cache.reason()).isEqualTo("localhost:1 refuses connections");

        map.instances.get("a").fault = null;

        await().until(() -> cache.state() == CacheState.BOUND);
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
        assertThat(heard.events).containsExactly("recovered", "degraded", "recovered");
    }

    @Test
    void store_failedWhileDegraded_theOldValueDoesNotReappear() {
        cache.store(id("a"), soon(), data("old"));
        cache.store(id("b"), soon(), data("untouched"));
        map.instances.get("a").fault = new ProviderException("away");
        cache.store(id("a"), soon(), data("new, but lost"));
        map.instances.get("a").fault = null;

        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.retrieve(id("b"))).isEqualTo(data("untouched"));
    }

    @Test
    void removeAndStore_whileTheBreakerIsOpen_areMadeGoodBeforeTheOldValuesAreSeen() {
        cache.store(id("removed"), soon(), data("old"));
        cache.store(id("replaced"), soon(), data("old"));
        cache.store(id("untouched"), soon(), data("untouched"));
        map.instances.get("a").fault = new ProviderException("away");
        await().until(() -> cache.retrieve(id("any")) == null && cache.state() == CacheState.DEGRADED);

        assertThat(cache.remove(id("removed"))).isFalse();
        assertThat(cache.store(id("replaced"), soon(), data("new, but lost")).refusal())
                .isEqualTo(Refusal.UNAVAILABLE);
        map.instances.get("a").fault = null;
        await().until(() -> cache.state() == CacheState.BOUND);

        assertThat(map.place("a").keySet()).containsExactly(new IdKey(id("untouched")));
        assertThat(cache.retrieve(id("removed"))).isNull();
        assertThat(cache.retrieve(id("replaced"))).isNull();
        assertThat(cache.retrieve(id("untouched"))).isEqualTo(data("untouched"));
    }

    @Test
    void remove_whileTheRecoveryMakesGood_theOldValueDoesNotReappear() {
        MapProvider.MapInstance instance = map.instances.get("a");
        for (int n = 0; n < 100; n++) {
            cache.store(id("late" + n), soon(), data("old"));
        }
        instance.fault = new ProviderException("away");
        await().until(() -> cache.retrieve(id("any")) == null && cache.state() == CacheState.DEGRADED);
        cache.remove(id("early"));
        AtomicInteger late = new AtomicInteger();
        instance.during.put("remove", () -> {
            while (late.get() < 100) {
                cache.remove(id("late" + late.getAndIncrement()));
            }
        });

        instance.fault = null;
        await().until(() -> cache.state() == CacheState.BOUND);

        assertThat(late).hasValue(100);
        for (int n = 0; n < 100; n++) {
            assertThat(cache.retrieve(id("late" + n))).as("late%d", n).isNull();
        }
    }

    @Test
    void store_whileTheRecoveryEmptiesTheCache_theOldValueDoesNotReappear() {
        MapProvider.MapInstance instance = map.instances.get("a");
        instance.fault = new ProviderException("away");
        for (int n = 0; n <= Unsettled.MOST; n++) {
            cache.store(id("lost" + n), soon(), data("lost"));
        }
        instance.during.put("cleared", () -> {
            cache.remove(id("late"));
            map.places.get("a").put(new IdKey(id("late")), entry("late", soon(), "of a call that was still inside"));
        });

        instance.fault = null;
        await().until(() -> cache.state() == CacheState.BOUND);

        assertThat(cache.retrieve(id("late"))).isNull();
        cache.store(id("a"), soon(), data("a"));
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
    }

    @Test
    void store_failsTooOftenForACallerWhoIsInterrupted_theCacheRecovers() {
        MapProvider.MapInstance instance = map.instances.get("a");
        Thread.currentThread().interrupt();
        instance.fault = new ProviderException("interrupted while waiting");
        for (int n = 0; n <= Unsettled.MOST; n++) {
            cache.store(id("lost" + n), soon(), data("lost"));
        }
        instance.fault = null;
        assertThat(Thread.interrupted()).isTrue();

        assertThat(cache.state()).isEqualTo(CacheState.DEGRADED);
        await().until(() -> cache.state() == CacheState.BOUND);
        cache.store(id("a"), soon(), data("a"));
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
    }

    @Test
    void store_failsNowAndThenTooOften_theCacheRecoversFromThatToo() {
        MapProvider.MapInstance instance = map.instances.get("a");
        for (int n = 0; n <= Unsettled.MOST; n++) {
            instance.fault = new ProviderException("one node of many is away");
            cache.store(id("lost" + n), soon(), data("lost"));
            instance.fault = null;
            cache.retrieve(id("any"));
        }

        await().until(() -> cache.state() == CacheState.BOUND);
        cache.store(id("a"), soon(), data("a"));
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
        assertThat(heard.events).containsExactly("recovered", "degraded", "recovered");
    }

    @Test
    void retrieve_providerHangs_costsOneLimitAndThenNothing() throws Exception {
        map.bounded = false;
        switchTo("map:slow");
        cache.store(id("a"), soon(), data("a"));
        CountDownLatch stuck = new CountDownLatch(1);
        map.instances.get("slow").hang = stuck;

        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.state()).isEqualTo(CacheState.DEGRADED);
        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.statistics().errors()).isEqualTo(2);

        map.instances.get("slow").hang = null;
        stuck.countDown();
        await().until(() -> cache.state() == CacheState.BOUND);
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
    }

    @Test
    void calls_promptProvider_runOnTheCallersThread() throws Exception {
        MapProvider.MapInstance instance = switchToPrompt();
        instance.callers.clear();

        cache.store(id("a"), soon(), data("a"));
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
        assertThat(cache.remove(id("a"))).isTrue();

        assertThat(instance.callers).containsExactly(Thread.currentThread());
    }

    @Test
    void calls_promptProviderHangs_holdsThoseInsideAndCostsOthersNothing() throws Exception {
        MapProvider.MapInstance instance = switchToPrompt();
        cache.store(id("a"), soon(), data("a"));
        CountDownLatch stuck = new CountDownLatch(1);
        instance.hang = stuck;

        List<Thread> inside = callers(3);
        await().until(() -> cache.state() == CacheState.DEGRADED);
        assertThat(cache.reason()).isEqualTo("a call has not come back for more than 100 ms");
        int heldUp = instance.inside.get();
        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.store(id("b"), soon(), data("b")).refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThat(instance.inside).hasValue(heldUp).hasValue(3);

        instance.hang = null;
        // a probe would get through now, but it is not let in while others are stuck
        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.state()).isEqualTo(CacheState.DEGRADED);
        stuck.countDown();
        join(inside);
        await().until(() -> cache.state() == CacheState.BOUND);
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
    }

    @Test
    void calls_promptProviderHangsUnderManyCallers_holdsAsManyAsThereAreSeats() throws Exception {
        MapProvider.MapInstance instance = switchToPrompt();
        CountDownLatch stuck = new CountDownLatch(1);
        instance.hang = stuck;
        limit = Duration.ofSeconds(2);

        List<Thread> held = callers(Seats.COUNT);
        await().until(() -> instance.inside.get() == Seats.COUNT);
        long start = System.nanoTime();
        List<Thread> late = callers(8);
        join(late);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit.plusSeconds(1));
        assertThat(cache.state()).isEqualTo(CacheState.DEGRADED);
        assertThat(held).allMatch(Thread::isAlive);
        stuck.countDown();
        join(held);
    }

    @Test
    void calls_promptProviderIsIdleAndThenHangs_isNoticedAgain() throws Exception {
        MapProvider.MapInstance instance = switchToPrompt();
        for (int round = 0; round < 3; round++) {
            CountDownLatch stuck = new CountDownLatch(1);
            instance.hang = stuck;
            List<Thread> inside = callers(1);
            await().until(() -> cache.state() == CacheState.DEGRADED);
            instance.hang = null;
            stuck.countDown();
            join(inside);
            await().until(() -> cache.state() == CacheState.BOUND);
        }
    }

    private MapProvider.MapInstance switchToPrompt() throws Exception {
        map.bounded = false;
        map.prompt = true;
        switchTo("map:prompt");
        return map.instances.get("prompt");
    }

    private List<Thread> callers(int count) {
        List<Thread> callers = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            callers.add(new Thread(() -> cache.retrieve(id("a"))));
        }
        callers.forEach(Thread::start);
        return callers;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void switchTo_placesSharedWithOthers_areLeftAsTheyAre() throws Exception {
        map.shared = true;
        switchTo("map:others");
        map.places.get("others").put(new IdKey(id("theirs")), new Entry(id("theirs"), soon(), data("theirs")));
        switchTo("map:more");
        map.places.get("more").put(new IdKey(id("theirs")), new Entry(id("theirs"), soon(), data("newer")));

        switchTo("map:others");
        assertThat(map.place("more")).isNotEmpty();
        assertThat(cache.retrieve(id("theirs"))).isEqualTo(data("theirs"));
    }

    @Test
    void switchTo_sharedPlaceWithAnotherValue_theLaterExpiryWins() throws Exception {
        map.shared = true;
        switchTo("map:others");
        cache.store(id("ours is newer"), soon(), data("left behind"));
        map.places
                .get("others")
                .put(new IdKey(id("theirs is newer")), entry("theirs is newer", soon() + 5_000, "theirs"));
        switchTo("map:more");
        cache.store(id("ours is newer"), soon() + 1_000, data("ours"));
        map.places.get("more").put(new IdKey(id("theirs is newer")), entry("theirs is newer", soon(), "ours"));

        Switch back = switchTo("map:others");

        assertThat(cache.retrieve(id("ours is newer"))).isEqualTo(data("ours"));
        assertThat(cache.retrieve(id("theirs is newer"))).isEqualTo(data("theirs"));
        assertThat(back.moved()).isOne();
        assertThat(back.skipped()).isOne();
    }

    @Test
    void switchTo_newInstanceFailsForAMoment_nothingIsLost() throws Exception {
        cache.close();
        patience = Duration.ofSeconds(10);
        cache = newCache("map:a");
        for (int n = 0; n < 50; n++) {
            cache.store(id("a" + n), soon(), data("data"));
        }
        map.failAfter = 20;
        Switch under = cache.switchTo(CacheSpecification.parse("map:b"));
        await().until(() -> cache.state() == CacheState.DEGRADED);
        map.instances.get("b").fault = null;

        assertThat(under.await(Duration.ofSeconds(20))).isTrue();
        assertThat(under.moved()).isEqualTo(50);
        assertThat(map.place("b")).hasSize(50);
    }

    @Test
    void switchTo_privatePlaces_areEmptyWhenLeftAndWhenEntered() throws Exception {
        cache.store(id("a"), soon(), data("old"));
        switchTo("map:b");
        assertThat(map.place("a")).isEmpty();
        map.places.get("a").put(new IdKey(id("b")), new Entry(id("b"), soon(), data("from long ago")));

        switchTo("map:a");
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("old"));
        assertThat(cache.retrieve(id("b"))).isNull();
    }

    @Test
    void switchTo_oldInstanceHasLostItsMemory_endsAndAnotherFollows() throws Exception {
        cache.store(id("a"), soon(), data("a"));
        for (String method : List.of("iterate", "clear", "status")) {
            map.instances.get("a").during.put(method, () -> {
                throw new InternalError("a fault occurred in an unsafe memory access operation");
            });
        }

        switchTo("map:b");

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        assertThat(map.instances.get("a").closed).isTrue();
        assertThat(switchTo("map:c").isDone()).isTrue();
    }

    @Test
    void switchTo_privatePlaceThatCannotBeEmptied_isRefused() {
        cache.store(id("a"), soon(), data("current"));
        map.places.put("b", new ConcurrentHashMap<>(Map.of(new IdKey(id("a")), entry("a", soon() - 1_000, "ancient"))));
        map.failing.put("clear", () -> {
            throw new ProviderException("not now");
        });

        assertThatThrownBy(() -> switchTo("map:b"))
                .hasMessage("map:b could not be emptied; the cache stays where it is");

        assertThat(map.instances.get("b").closed).isTrue();
        assertThat(cache.specification()).hasToString("map:a");
        assertThat(kept).isEmpty();
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("current"));
    }

    @Test
    void clear_duringASwitch_nothingIsCarriedOverAfterwards() throws Exception {
        cache.store(id("a"), soon(), data("a"));
        CountDownLatch moving = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        map.instances.get("a").during.put("iterate", () -> {
            moving.countDown();
            awaitUninterruptibly(goOn);
        });
        Switch under = cache.switchTo(CacheSpecification.parse("map:b"));
        moving.await();
        map.instances.get("b").during.put("cleared", () -> cache.retrieve(id("a")));

        assertThat(cache.clear()).isTrue();

        assertThat(cache.retrieve(id("a"))).isNull();
        goOn.countDown();
        assertThat(under.await(Duration.ofSeconds(20))).isTrue();
        assertThat(map.place("b")).isEmpty();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void retrieve_boundedProviderFailsAfterItsOwnLimit_opensTheBreakerAtOnce() {
        MapProvider.MapInstance instance = map.instances.get("a");
        instance.delay = Duration.ofMillis(80);
        instance.fault = new ProviderException("no answer within 80 ms");

        assertThat(cache.retrieve(id("a"))).isNull();

        assertThat(cache.state()).isEqualTo(CacheState.DEGRADED);
        assertThat(cache.reason()).isEqualTo("no answer within 80 ms");
    }

    @Test
    void calls_boundedProviderSlowerThanOurLimit_recoverWhenItAnswersAgain() {
        MapProvider.MapInstance instance = map.instances.get("a");
        instance.delay = limit.multipliedBy(2);
        instance.fault = new ProviderException("no answer within 200 ms");
        cache.retrieve(id("a"));
        assertThat(cache.state()).isEqualTo(CacheState.DEGRADED);

        instance.fault = null;

        await().until(() -> cache.state() == CacheState.BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"retrieve", "remove", "store"})
    void call_moreBytesThanTheProviderIsBoundedFor_costsOneLimit(String call) throws Exception {
        map.boundedData = 8;
        switchTo("map:small");
        CountDownLatch stuck = new CountDownLatch(1);
        map.instances.get("small").hang = stuck;

        switch (call) {
            case "retrieve" -> assertThat(cache.retrieve(id("nine byte"))).isNull();
            case "remove" -> assertThat(cache.remove(id("nine byte"))).isFalse();
            default ->
                assertThat(cache.store(id("five "), soon(), data("four")).refusal())
                        .isEqualTo(Refusal.UNAVAILABLE);
        }

        assertThat(cache.reason()).isEqualTo("a call took longer than 100 ms");
        stuck.countDown();
    }

    @Test
    void retrieve_callerIsInterrupted_theBreakerStaysClosed() {
        map.instances.get("a").fault = new ProviderException("interrupted while waiting");
        Thread.currentThread().interrupt();
        for (int n = 0; n < Breaker.FAILURES_IN_A_ROW; n++) {
            assertThat(cache.retrieve(id("a"))).isNull();
        }
        assertThat(Thread.interrupted()).isTrue();

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
    }

    @Test
    void retrieve_moreCallersThanWorkers_waitForOneAndOpenNoBreaker() throws Exception {
        map.bounded = false;
        switchTo("map:slow");
        cache.store(id("a"), soon(), data("a"));
        map.instances.get("slow").delay = Duration.ofMillis(20);
        limit = Duration.ofSeconds(10);
        List<Thread> callers = new ArrayList<>();
        AtomicLong hits = new AtomicLong();
        for (int n = 0; n < Workers.COUNT + 16; n++) {
            callers.add(new Thread(() -> hits.addAndGet(cache.retrieve(id("a")) == null ? 0 : 1)));
        }
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        assertThat(hits.get()).isEqualTo(Workers.COUNT + 16);
    }

    @Test
    void switchTo_newInstanceDoesNotAnswer_isRefused() throws Exception {
        map.bounded = false;
        switchTo("map:b");
        MapProvider broken = new MapProvider();
        providers.add(
                new Rank(2),
                new Offer(
                        "broken",
                        (argument, context) -> {
                            MapProvider.MapInstance instance = (MapProvider.MapInstance) broken.open(argument, context);
                            instance.fault = new ProviderException("nobody there");
                            return instance;
                        },
                        "test"));

        assertThatThrownBy(() -> switchTo("broken:x")).hasMessage("broken:x does not answer: nobody there");
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
    }

    // Statistics

    @Test
    void statistics_countInHttpdsWordsOverSwitches() throws Exception {
        cache.store(id("a"), soon(), data("a"));
        cache.store(id("a"), soon(), data("b"));
        cache.retrieve(id("a"));
        switchTo("map:b");
        cache.retrieve(id("a"));
        cache.retrieve(id("absent"));
        cache.remove(id("a"));
        cache.remove(id("a"));

        var counters = cache.statistics().counters();
        assertThat(counters.stores()).isEqualTo(2);
        assertThat(counters.replaced()).isEqualTo(1);
        assertThat(counters.retrieveHits()).isEqualTo(2);
        assertThat(counters.retrieveMisses()).isEqualTo(1);
        assertThat(counters.removeHits()).isEqualTo(1);
        assertThat(counters.removeMisses()).isEqualTo(1);
        assertThat(cache.statistics().hitRatio()).isCloseTo(0.667, org.assertj.core.data.Offset.offset(0.001));
        assertThat(cache.statistics().retrieve().count()).isEqualTo(3);

        cache.resetStatistics();

        assertThat(cache.statistics().counters().stores()).isZero();
    }
}
