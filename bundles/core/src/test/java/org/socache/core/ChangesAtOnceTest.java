// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.ProviderException;
import org.socache.core.ProviderDirectory.Offer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Switches, other hints, providers that come, go and fail, all at once and at random, while each of some writers reads what it has
 * written: the last value or nothing, never one before it. Half a second for each kind of provider, or {@code
 * -Dsocache.chaos.seconds=60}.
 */
@Timeout(600)
class ChangesAtOnceTest extends CacheOnMaps {

    private static final Duration TIME = Duration.ofMillis(
            Math.max(500, 1_000 * Integer.getInteger("socache.chaos.seconds", 0).longValue()));
    private static final String[] PLACES = {"map:a", "map:b", "other:a", "other:b"};
    private static final int WRITERS = 4;

    private final MapProvider other = new MapProvider();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong stored = new AtomicLong();
    private volatile long end;

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"true, false, 100", "false, false, 100", "false, true, 100", "false, false, 10"})
    void changes_atOnce_noValueThatWasReplacedComesBack(boolean bounded, boolean prompt, long callLimit)
            throws Exception {
        for (MapProvider provider : List.of(map, other)) {
            provider.bounded = bounded;
            provider.prompt = prompt;
        }
        limit = Duration.ofMillis(callLimit);
        switchTo("map:b");
        install("other", other);

        changeAllAtOnce();

        assertThat(stored).as("entries stored").hasPositiveValue();
        await().untilAsserted(() -> {
            cache.rebind();
            assertThat(cache.state()).isEqualTo(CacheState.BOUND);
        });
        await().untilAsserted(() -> assertThat(health()).last().isEqualTo("recovered"));
        assertThat(cache.store(id("last"), soon(), data("last")).stored()).isTrue();
        assertThat(cache.retrieve(id("last"))).isEqualTo(data("last"));
        cache.close();
        await().untilAsserted(() -> assertThat(opened()).allMatch(instance -> instance.closed));
    }

    private void changeAllAtOnce() throws Exception {
        end = System.nanoTime() + TIME.toNanos();
        List<Future<Void>> all = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            String id = "w" + writer;
            all.add(start(() -> write(id)));
        }
        all.add(start(this::operate));
        all.add(start(this::operate));
        all.add(start(() -> comeAndGo("map", map)));
        all.add(start(() -> comeAndGo("other", other)));
        for (Future<Void> one : all) {
            one.get();
        }
    }

    private interface Work {
        void once() throws Exception;
    }

    /** Until the time is over, and there was a switch beside the one before all began. */
    private Future<Void> start(Work work) {
        return threads.submit(() -> {
            while (System.nanoTime() - end < 0 || hasNothingSwitched()) {
                work.once();
            }
            return null;
        });
    }

    private boolean hasNothingSwitched() {
        return events().filter(event -> event.startsWith("switched")).count() < 2;
    }

    /** One writer for each id, so that it knows what comes next. */
    private void write(String id) {
        String wrote = id + " " + random().nextLong();
        if (random().nextInt(4) == 0) {
            wrote = null;
            cache.remove(id(id));
        } else if (cache.store(id(id), soon(), data(wrote)).stored()) {
            stored.incrementAndGet();
        }
        for (int look = 0; look < 5; look++) {
            byte[] found = cache.retrieve(id(id));
            if (found != null) {
                assertThat(new String(found, UTF_8)).isEqualTo(wrote);
            }
        }
    }

    private void operate() throws InterruptedException {
        try {
            CacheSpecification wanted = CacheSpecification.parse(PLACES[random().nextInt(PLACES.length)]);
            if (random().nextInt(3) == 0) {
                cache.configure(wanted, new Hints(0, 0, random().nextInt(3)));
            } else {
                cache.switchTo(wanted).await(Duration.ofMillis(random().nextInt(20)));
            }
        } catch (InvalidSpecificationException providerIsAway) {
            pause(random().nextInt(5));
        }
    }

    private void comeAndGo(String name, MapProvider provider) {
        pause(random().nextInt(30));
        if (random().nextBoolean()) {
            providers.remove(rank(name));
            cache.detach(provider);
            pause(random().nextInt(5));
            install(name, provider);
        } else {
            List<MapProvider.MapInstance> instances = List.copyOf(provider.instances.values());
            instances.forEach(instance -> instance.fault = new ProviderException("away"));
            pause(random().nextInt(5));
            instances.forEach(instance -> instance.fault = null);
        }
    }

    private void install(String name, MapProvider provider) {
        providers.add(rank(name), new Offer(name, provider, "test"));
        cache.rebind();
    }

    private static Rank rank(String name) {
        return new Rank(name.equals("map") ? 1 : 2);
    }

    private Stream<MapProvider.MapInstance> opened() {
        return Stream.of(map, other).flatMap(provider -> provider.opened.stream());
    }

    private Stream<String> events() {
        return Stream.of(heard.events.toArray(String[]::new));
    }

    private List<String> health() {
        return events().filter(event -> event.matches("degraded|recovered")).toList();
    }

    private static ThreadLocalRandom random() {
        return ThreadLocalRandom.current();
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }
}
