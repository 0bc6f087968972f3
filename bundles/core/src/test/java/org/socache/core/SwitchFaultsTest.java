// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.CacheCounters;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.admin.Switch;
import org.socache.api.spi.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A provider, a consumer or an operator that does the wrong thing in the middle of a change. */
@Timeout(30)
class SwitchFaultsTest extends CacheOnMaps {

    private final CountDownLatch goOn = new CountDownLatch(1);
    /** Those that were ever held up. */
    private final AtomicInteger inside = new AtomicInteger();

    @AfterEach
    void letGo() {
        goOn.countDown();
    }

    // A consumer that stops

    @Test
    void switchTo_cacheIsClosed_isRefusedAndOpensNothing() {
        cache.close();

        assertThatThrownBy(() -> switchTo("map:b")).hasMessage("the cache http is closed");

        assertThat(map.instances).doesNotContainKey("b");
        assertThat(kept).isEmpty();
    }

    @Test
    void close_whileASwitchWaitsForTheOneBefore_endsBoth() throws Exception {
        cache.close();
        patience = Duration.ofSeconds(20);
        cache = newCache("map:a");
        cache.store(id("a"), soon(), data("a"));
        map.instances.get("a").during.put("iterate", this::hang);
        Switch first = cache.switchTo(CacheSpecification.parse("map:b"));
        CompletableFuture<Void> second = inBackground(() -> switchTo("map:c"));
        await().until(() -> inside.get() == 1);

        long start = System.nanoTime();
        cache.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(second).failsWithin(Duration.ofSeconds(5));
        goOn.countDown();
        assertThat(first.await(Duration.ofSeconds(5))).isTrue();
        assertThat(map.instances.values()).allMatch(instance -> instance.closed);
    }

    // The same place

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void configure_otherHintsAlone_keepsThePlaceAndItsEntries(boolean exclusive) throws Exception {
        map.exclusive = exclusive;
        cache.store(id("a"), soon(), data("a"));
        MapProvider.MapInstance before = map.instances.get("a");

        cache.configure(CacheSpecification.parse("map:a"), new Hints(0, 0, 4_096));

        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
        assertThat(map.instances.get("a")).isNotSameAs(before);
        assertThat(before.closed).isTrue();
    }

    @Test
    void configure_hintsThatTheProviderRefuses_staysWithThoseBefore() {
        map.exclusive = true;
        map.largest = 1_000;
        cache.store(id("a"), soon(), data("a"));

        assertThatThrownBy(() -> cache.configure(CacheSpecification.parse("map:a"), new Hints(0, 0, 4_096)))
                .hasMessageContaining("too large");

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
    }

    // A provider that leaves

    @Test
    void rebind_providerLeavesWhileItIsOpened_isNotBoundToIt() {
        uninstall();
        map.failing.put("open", () -> {
            map.failing.clear();
            uninstall();
        });

        install();

        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);
        assertThat(map.instances.get("a").closed).isTrue();
        install();
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
    }

    @Test
    void switchTo_targetLeavesWhileItIsOpened_isNotBoundToIt() {
        map.failing.put("open", () -> {
            map.failing.clear();
            uninstall();
        });

        assertThatThrownBy(() -> switchTo("map:b")).isInstanceOf(InvalidSpecificationException.class);

        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);
        assertThat(cache.specification()).hasToString("map:a");
        assertThat(map.instances.values()).allMatch(instance -> instance.closed);
    }

    @Test
    void detach_oldProviderLeavesWhileEntriesAreMoved_theyAreMovedFirst() throws Exception {
        fill(50);
        other();
        map.instances.get("a").during.put("iterate", this::hang);
        Switch under = cache.switchTo(CacheSpecification.parse("other:b"));
        await().until(() -> inside.get() == 1);

        CompletableFuture<Void> gone = inBackground(this::uninstall);
        await().until(() -> providers.find("map").isEmpty());
        goOn.countDown();
        gone.get(10, TimeUnit.SECONDS);

        assertThat(under.moved()).isEqualTo(50);
        assertThat(map.instances.get("a").closed).isTrue();
        assertThat(cache.specification()).hasToString("other:b");
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        assertThat(cache.retrieve(id("a49"))).isEqualTo(data("old"));
    }

    @Test
    void detach_oldProviderHangsWhileEntriesAreMoved_isWaitedForNoLonger() throws Exception {
        fill(1);
        other();
        map.instances.get("a").during.put("iterate", this::hang);
        cache.switchTo(CacheSpecification.parse("other:b"));
        await().until(() -> inside.get() == 1);

        long start = System.nanoTime();
        uninstall();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(cache.specification()).hasToString("other:b");
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
    }

    @Test
    void detach_entryIsStillBeingCarriedOver_doesNotLandOnANewerValue() throws Exception {
        fill(1);
        MapProvider other = other();
        AtomicInteger stores = new AtomicInteger();
        other.failing.put("store", () -> {
            if (stores.getAndIncrement() == 0) {
                hang();
            }
        });
        Switch under = cache.switchTo(CacheSpecification.parse("other:b"));
        await().until(() -> inside.get() == 1);
        uninstall();
        cache.store(id("a0"), soon(), data("new"));

        goOn.countDown();

        assertThat(under.await(Duration.ofSeconds(5))).isTrue();
        assertThat(cache.retrieve(id("a0"))).isNotEqualTo(data("old"));
    }

    @Test
    void detach_newProviderLeavesWhileEntriesAreMoved_goesBackAndLosesNothing() throws Exception {
        fill(50);
        MapProvider other = other();
        map.instances.get("a").during.put("iterate", this::hang);
        Switch under = cache.switchTo(CacheSpecification.parse("other:b"));
        await().until(() -> inside.get() == 1);
        cache.store(id("a1"), soon(), data("new"));
        cache.remove(id("a2"));

        providers.remove(new Rank(2));
        cache.detach(other);

        assertThat(other.instances.get("b").closed).isTrue();
        assertThat(cache.specification()).hasToString("map:a");
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        goOn.countDown();
        assertThat(under.await(Duration.ofSeconds(5))).isTrue();
        assertThat(under.problem()).isEqualTo("other:b has left");
        assertThat(heard.events).last().isEqualTo("went back: other:b has left");
        assertThat(kept).last().isEqualTo("org.socache.http: map:a");
        assertThat(map.instances.get("a").closed).isFalse();
        assertThat(cache.retrieve(id("a1"))).as("replaced since the switch").isNull();
        assertThat(cache.retrieve(id("a2"))).as("removed since the switch").isNull();
        for (int n = 3; n < 50; n++) {
            assertThat(cache.retrieve(id("a" + n))).as("a%d", n).isEqualTo(data("old"));
        }
    }

    @Test
    void detach_bothProvidersLeaveWhileEntriesAreMoved_theNewOneHasThemWhenItIsBack() throws Exception {
        fill(50);
        map.instances.get("a").during.put("iterate", this::hang);
        cache.switchTo(CacheSpecification.parse("map:b"));
        await().until(() -> inside.get() == 1);

        CompletableFuture<Void> gone = inBackground(this::uninstall);
        await().until(() -> providers.find("map").isEmpty());
        goOn.countDown();
        gone.get(10, TimeUnit.SECONDS);
        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);
        install();

        assertThat(cache.specification()).hasToString("map:b");
        assertThat(cache.retrieve(id("a49"))).isEqualTo(data("old"));
    }

    @Test
    void close_whileEntriesAreMoved_leavesNothingOpenAndTellsOfNoSwitch() throws Exception {
        fill(1);
        map.instances.get("a").during.put("iterate", this::hang);
        Switch under = cache.switchTo(CacheSpecification.parse("map:b"));
        await().until(() -> inside.get() == 1);

        cache.close();
        goOn.countDown();

        assertThat(under.await(Duration.ofSeconds(5))).isTrue();
        assertThat(map.instances.values()).allMatch(instance -> instance.closed);
        assertThat(heard.events).containsExactly("recovered");
        assertThat(cache.specification()).hasToString("map:b");
    }

    private void fill(int entries) {
        for (int n = 0; n < entries; n++) {
            cache.store(id("a" + n), soon(), data("old"));
        }
    }

    private MapProvider other() {
        MapProvider other = new MapProvider();
        providers.add(new Rank(2), new ProviderDirectory.Offer("other", other, "test"));
        return other;
    }

    // A provider that hangs

    @Test
    void switchTo_openHangs_isRefusedAfterALimitAndWhatOpensLateIsClosed() throws Exception {
        map.failing.put("open", this::hang);

        assertThatThrownBy(() -> switchTo("map:b")).hasMessageContaining("map:b was not open after");

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        cache.store(id("a"), soon(), data("a"));
        assertThat(cache.retrieve(id("a"))).isEqualTo(data("a"));
        goOn.countDown();
        await().until(() -> map.instances.containsKey("b") && map.instances.get("b").closed);
    }

    @Test
    void switchTo_placeIsStillBeingOpened_isRefusedAtOnceAndOtherPlacesAreNot() throws Exception {
        map.failing.put("open", this::hang);
        assertThatThrownBy(() -> switchTo("map:b")).hasMessageContaining("map:b was not open after");

        assertThatThrownBy(() -> switchTo("map:b")).hasMessage("map:b is still being opened; its disk may hang");

        assertThat(inside).hasValue(1);
        map.failing.clear();
        switchTo("map:c");
        goOn.countDown();
        await().until(() -> map.instances.containsKey("b") && map.instances.get("b").closed);
        switchTo("map:b");
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
    }

    @Test
    void switchTo_oldInstanceHangsWhileItIsListed_anotherSwitchGoesOnWithoutIt() throws Exception {
        cache.store(id("a"), soon(), data("a"));
        map.instances.get("a").during.put("iterate", this::hang);
        cache.switchTo(CacheSpecification.parse("map:b"));
        cache.store(id("b"), soon(), data("b"));

        switchTo("map:c");

        assertThat(cache.retrieve(id("b"))).isEqualTo(data("b"));
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        goOn.countDown();
        await().until(() -> map.instances.get("a").closed);
    }

    @Test
    void store_itsEntryIsBeingCarriedOver_whatWasToBeReplacedIsNotFoundAfterwards() throws Exception {
        fill(1);
        map.failing.put("store", this::hang);
        Switch under = cache.switchTo(CacheSpecification.parse("map:b"));
        await().until(() -> inside.get() == 1);
        assertThat(cache.store(id("a0"), soon(), data("new")).refusal()).isEqualTo(Refusal.UNAVAILABLE);

        goOn.countDown();

        assertThat(under.await(Duration.ofSeconds(5))).isTrue();
        assertThat(cache.retrieve(id("a0"))).isNull();
        assertThat(map.place("b")).isEmpty();
        assertThat(under.skippedByReason()).isEqualTo(Map.of("OUTDATED", 1L));
    }

    @Test
    void store_anotherCallerIsStuckInTheNewInstance_costsOneLimit() throws Exception {
        map.bounded = false;
        map.prompt = true;
        cache.store(id("a"), soon(), data("a"));
        map.instances.get("a").during.put("iterate", this::hang);
        cache.switchTo(CacheSpecification.parse("map:b"));
        map.instances.get("b").during.put("store", this::hang);
        CompletableFuture<Void> stuck = inBackground(() -> cache.store(id("b"), soon(), data("stuck")));
        await().until(() -> inside.get() == 2);

        long start = System.nanoTime();
        assertThat(cache.store(id("b"), soon(), data("b")).refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThat(cache.remove(id("b"))).isFalse();
        assertThat(cache.retrieve(id("b"))).isNull();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        goOn.countDown();
        stuck.get(5, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "clear"})
    void detach_providerHangsInTheEnd_holdsNobodyForLong(String method) {
        map.instances.get("a").during.put(method, this::hang);

        long start = System.nanoTime();
        uninstall();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);
    }

    @Test
    void status_providerHangs_whatAnOperatorAsksIsAnswered() throws Exception {
        map.bounded = false;
        switchTo("map:b");
        cache.store(id("a"), soon(), data("a"));
        map.instances.get("b").during.put("status", this::hang);

        assertThat(cache.status()).isEqualTo(CacheStatus.UNKNOWN);
        assertThat(cache.statistics().counters().stores()).isOne();
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
    }

    @Test
    void recovery_providerHangsWhileChangesAreTakenBack_othersRecover() throws Exception {
        map.bounded = false;
        switchTo("map:b");
        MapProvider.MapInstance instance = map.instances.get("b");
        instance.fault = new ProviderException("away");
        await().until(() -> cache.retrieve(id("any")) == null && cache.state() == CacheState.DEGRADED);
        cache.remove(id("a"));
        instance.during.put("remove", this::hang);
        instance.fault = null;
        await().until(() -> inside.get() >= 2);

        assertThat(background.submit(() -> "free").get(5, TimeUnit.SECONDS)).isEqualTo("free");
        goOn.countDown();
        await().until(() -> cache.state() == CacheState.BOUND);
    }

    private void hang() {
        inside.incrementAndGet();
        try {
            goOn.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    // A provider that fails

    @Test
    void rebind_noHeapToOpenThePlace_saysSoAndBindsWhenThereIs() {
        uninstall();
        map.failing.put("open", () -> {
            throw new OutOfMemoryError("Direct buffer memory");
        });
        install();
        assertThat(cache.reason()).isEqualTo("map:a failed to open: Direct buffer memory");

        map.failing.clear();
        cache.rebind();

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
    }

    @Test
    void detach_noHeapToCloseTheInstance_goesAllTheSame() {
        map.instances.get("a").during.put("close", () -> {
            throw new OutOfMemoryError("Java heap space");
        });

        uninstall();

        assertThat(cache.state()).isEqualTo(CacheState.UNBOUND);
        assertThat(heard.events).last().isEqualTo("degraded");
    }

    @Test
    void switchTo_oldInstanceHasNoHeapToListItself_ends() throws Exception {
        cache.store(id("a"), soon(), data("a"));
        map.instances.get("a").during.put("iterate", () -> {
            throw new OutOfMemoryError("Java heap space");
        });

        switchTo("map:b");

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        assertThat(map.instances.get("a").closed).isTrue();
    }

    @Test
    void switchTo_newInstanceFailsForGood_goesBackAndLosesNothing() throws Exception {
        for (int n = 0; n < 50; n++) {
            cache.store(id("a" + n), soon(), data("old"));
        }
        map.instances.get("a").during.put("iterate", () -> {
            cache.store(id("a1"), soon(), data("new"));
            cache.remove(id("a2"));
        });
        map.failAfter = 20;

        Switch failed = switchTo("map:b");
        cache.store(id("a3"), soon(), data("newer"));

        assertThat(failed.problem()).isEqualTo("map:b failed for too long: away");
        assertThat(heard.events).last().isEqualTo("went back: map:b failed for too long: away");
        assertThat(cache.specification()).hasToString("map:a");
        assertThat(kept).containsExactly("org.socache.http: map:b", "org.socache.http: map:a");
        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        assertThat(cache.retrieve(id("a1"))).as("replaced since the switch").isNull();
        assertThat(cache.retrieve(id("a2"))).as("removed since the switch").isNull();
        assertThat(cache.retrieve(id("a3"))).isEqualTo(data("newer"));
        for (int n = 4; n < 50; n++) {
            assertThat(cache.retrieve(id("a" + n))).as("a%d", n).isEqualTo(data("old"));
        }
        assertThat(map.instances.get("b").closed).isTrue();
        map.failAfter = Integer.MAX_VALUE;
        assertThat(switchTo("map:b").problem()).isEmpty();
        assertThat(cache.retrieve(id("a4"))).isEqualTo(data("old"));
    }

    @Test
    void switchTo_oneEntryTheNewInstanceFailsAt_isSkipped() throws Exception {
        cache.close();
        patience = Duration.ofSeconds(10);
        cache = newCache("map:a");
        cache.store(id("a"), soon(), data("a"));
        cache.store(id("poison"), soon(), data("poison"));
        map.poison = "poison";

        Switch done = switchTo("map:b");

        assertThat(done.skippedByReason()).isEqualTo(Map.of("UNAVAILABLE", 1L));
        assertThat(done.problem()).isEmpty();
        assertThat(cache.specification()).hasToString("map:b");
        await().until(() -> cache.retrieve(id("a")) != null);
    }

    @Test
    void store_providerAnswersNothing_isAFaultOfIt() {
        map.instances.get("a").answersNothing = true;

        assertThat(cache.store(id("a"), soon(), data("a")).refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThat(cache.statistics().errors()).isOne();
    }

    @Test
    void degraded_whoIsToldThrows_theCacheRecoversAllTheSame() {
        heard.answer = () -> {
            throw new IllegalStateException("the bundle context is gone");
        };
        map.instances.get("a").fault = new ProviderException("away");
        for (int n = 0; n < Breaker.FAILURES_IN_A_ROW; n++) {
            assertThat(cache.retrieve(id("a"))).isNull();
        }
        assertThat(cache.state()).isEqualTo(CacheState.DEGRADED);

        map.instances.get("a").fault = null;

        await().until(() -> cache.state() == CacheState.BOUND);
    }

    @Test
    void degraded_answersProbesAndFailsCalls_isToldLessAndLessOften() {
        map.failing.put("find", () -> {
            throw new ProviderException("READONLY");
        });
        map.instances.get("a").during.putAll(map.failing);
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();

        await().until(() -> {
            cache.retrieve(id("a"));
            return System.nanoTime() - end > 0;
        });

        // after 0, 0.5 and 1.5 seconds
        assertThat(heard.events.stream().filter("degraded"::equals)).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void switchTo_oldInstanceFailsWhileItIsLeft_saysNothingOfTheNewOne() throws Exception {
        MapProvider.MapInstance a = map.instances.get("a");
        cache.store(id("a"), soon(), data("a"));
        a.during.put("iterate", () -> {
            a.during.clear();
            a.fault = new ProviderException("away");
            for (int n = 0; n < Breaker.FAILURES_IN_A_ROW; n++) {
                cache.retrieve(id("a"));
            }
            a.fault = null;
        });

        switchTo("map:b");

        assertThat(heard.events).containsExactly("recovered", "switched map:a map:b 1");
    }

    @Test
    void switchTo_fromAnInstanceThatFails_isToldToHaveRecovered() throws Exception {
        failFor("a");
        switchTo("map:b");
        assertThat(heard.events).containsOnlyOnce("degraded").contains("switched map:a map:b 0");
        assertThat(heard.events.subList(2, 4)).contains("recovered");

        failFor("b");
        uninstall();
        install();
        assertThat(heard.events.subList(4, heard.events.size())).containsExactly("degraded", "degraded", "recovered");
    }

    @Test
    void configure_otherHintsForAnInstanceThatFails_isToldToHaveRecovered() throws Exception {
        failFor("a");

        cache.configure(CacheSpecification.parse("map:a"), new Hints(0, 0, 4_096));

        assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        assertThat(heard.events).containsExactly("recovered", "degraded", "recovered");
    }

    @Test
    void switchTo_whileUnbound_isToldToHaveRecovered() throws Exception {
        cache.close();
        heard.events.clear();
        cache = newCache("nosuch:a");
        cache.configure(CacheSpecification.parse("map:a"), Hints.NONE);
        uninstall();
        providers.add(new Rank(1), new ProviderDirectory.Offer("map", map, "test"));

        switchTo("map:b");

        assertThat(heard.events).containsExactly("recovered", "degraded", "recovered");
    }

    private void failFor(String place) {
        map.instances.get(place).fault = new ProviderException("away");
        for (int n = 0; n < Breaker.FAILURES_IN_A_ROW; n++) {
            cache.retrieve(id("any"));
        }
        assertThat(cache.state()).isEqualTo(CacheState.DEGRADED);
    }

    // What is counted

    @Test
    void switchTo_whatStaysBehind_isCountedByReason() throws Exception {
        cache.store(id("small"), soon(), data("small"));
        cache.store(id("large"), soon(), data("larger than ten bytes"));
        cache.store(id("short"), clock.millis() + 1_000, data("short"));
        clock.advance(Duration.ofSeconds(2));
        map.largestData = 10;

        Switch done = switchTo("map:b");

        assertThat(done.moved()).isOne();
        assertThat(done.skippedByReason()).isEqualTo(Map.of("ENTRY_TOO_LARGE", 1L));
        assertThat(done.skipped()).isOne();
    }

    @Test
    void switchTo_moreChangesThanCanBeRemembered_leavesTheRestBehind() throws Exception {
        cache.store(id("a"), soon(), data("a"));
        cache.store(id("b"), soon(), data("b"));
        map.instances.get("a").during.put("iterate", this::hang);
        Switch under = cache.switchTo(CacheSpecification.parse("map:b"));
        for (int n = 0; n < 1_024; n++) {
            cache.remove(
                    ByteBuffer.allocate(SharedCache.MAX_ID_LENGTH).putInt(n).array());
        }
        cache.remove(id("a"));
        cache.store(id("c"), soon(), data("c"));

        goOn.countDown();

        assertThat(under.await(Duration.ofSeconds(10))).isTrue();
        assertThat(under.skippedByReason()).isEqualTo(Map.of("TOO_MANY_CHANGES", 2L));
        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.retrieve(id("b"))).isNull();
        assertThat(cache.retrieve(id("c"))).isEqualTo(data("c"));
    }

    @Test
    void statistics_expiredAndScrolled_neverGoDown() throws Exception {
        MapProvider.MapInstance a = map.instances.get("a");
        a.counters = new CacheCounters(0, 0, 5, 7, 0, 0, 0, 0);
        assertCounted(5, 7);
        AtomicReference<CacheCounters> during = new AtomicReference<>();
        a.during.put("iterate", () -> during.set(cache.statistics().counters()));
        switchTo("map:b");
        assertThat(during.get().expired()).isEqualTo(5);
        assertCounted(5, 7);

        MapProvider.MapInstance b = map.instances.get("b");
        b.counters = new CacheCounters(0, 0, 1, 1, 0, 0, 0, 0);
        assertCounted(6, 8);
        b.during.put("status", () -> {
            throw new ProviderException("no numbers now");
        });
        assertCounted(6, 8);
        b.during.clear();
        b.counters = CacheCounters.ZERO; // somebody has made the shared place anew
        assertCounted(6, 8);
        uninstall();
        assertCounted(6, 8);
    }

    @Test
    void statistics_providerKnowsNothingForAMoment_countsNothingTwice() {
        MapProvider.MapInstance a = map.instances.get("a");
        a.counters = new CacheCounters(0, 0, 5, 7, 0, 0, 0, 0);
        assertCounted(5, 7);

        a.knowsNothing = true;
        assertCounted(5, 7);
        a.knowsNothing = false;

        assertCounted(5, 7);
    }

    @Test
    void statistics_switchGoesBack_whatTheOldInstanceCountsIsCountedOnce() throws Exception {
        MapProvider.MapInstance a = map.instances.get("a");
        cache.store(id("a"), soon(), data("a"));
        AtomicInteger expired = new AtomicInteger();
        a.during.put("status", () -> a.counters = new CacheCounters(0, 0, expired.incrementAndGet(), 0, 0, 0, 0, 0));
        map.failAfter = 0;

        switchTo("map:b");

        assertThat(heard.events).last().asString().startsWith("went back");
        assertCounted(expired.get() + 1, 0);
    }

    @Test
    void statistics_hungSwitchEndsAfterTheNext_whatIsLeftInBetweenIsCountedOnce() throws Exception {
        cache.store(id("a"), soon(), data("a"));
        map.instances.get("a").during.put("iterate", this::hang);
        Switch hung = cache.switchTo(CacheSpecification.parse("map:b"));
        map.instances.get("b").counters = new CacheCounters(0, 0, 5, 7, 0, 0, 0, 0);
        switchTo("map:c");
        assertCounted(5, 7);

        goOn.countDown();
        assertThat(hung.await(Duration.ofSeconds(5))).isTrue();

        assertCounted(5, 7);
    }

    @Test
    void statistics_providerHangs_holdsNoSwitchAndNobodyWhoLeaves() throws Exception {
        MapProvider.MapInstance a = map.instances.get("a");
        a.during.put("status", () -> {
            a.during.clear();
            hang();
        });
        CompletableFuture<Void> asked = inBackground(cache::statistics);
        await().until(() -> inside.get() == 1);

        long start = System.nanoTime();
        switchTo("map:b");
        uninstall();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(asked).isNotDone();
        goOn.countDown();
        asked.get(5, TimeUnit.SECONDS);
    }

    private void assertCounted(long expired, long scrolled) {
        CacheCounters counters = cache.statistics().counters();
        assertThat(counters.expired()).isEqualTo(expired);
        assertThat(counters.scrolled()).isEqualTo(scrolled);
    }

    // Two at once

    @Test
    void switchTo_twoAtOnce_theConfigurationKeepsWhereTheCacheIs() throws Exception {
        CountDownLatch keeping = new CountDownLatch(1);
        keeper = specification -> {
            if (specification.equals("map:b")) {
                keeping.countDown();
                waitForAtMost(Duration.ofMillis(300), () -> kept.contains("org.socache.http: map:c"));
            }
        };
        CompletableFuture<Void> first = inBackground(() -> switchTo("map:b"));
        keeping.await();
        CompletableFuture<Void> second = inBackground(() -> switchTo("map:c"));
        first.get(20, TimeUnit.SECONDS);
        second.get(20, TimeUnit.SECONDS);

        assertThat(kept).last().isEqualTo("org.socache.http: " + cache.specification());
    }

    private static void waitForAtMost(Duration limit, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private interface Change {
        void make() throws Exception;
    }

    private static CompletableFuture<Void> inBackground(Change change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                change.make();
                done.complete(null);
            } catch (Throwable fault) {
                done.completeExceptionally(fault);
            }
        });
        thread.start();
        return done;
    }
}
