// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.Entry;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.admin.Switch;
import org.socache.core.ProviderDirectory.Offer;
import org.socache.tck.TestClock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A cache on {@link MapProvider}, bound to the place {@code a}, and who hears of what becomes of it. */
abstract class CacheOnMaps {

    static final CacheRegistration HTTP =
            new CacheRegistration("cache-socache", "http", "org.socache.http", "CacheSocache");

    final TestClock clock = new TestClock();
    final ProviderDirectory providers = new ProviderDirectory();
    final MapProvider map = new MapProvider();
    final ScheduledExecutorService background = Executors.newScheduledThreadPool(2);
    final List<String> kept = Collections.synchronizedList(new ArrayList<>());
    /** What happens before a choice is kept. */
    volatile Consumer<String> keeper = chosen -> {};

    final Heard heard = new Heard();
    CacheEnvironment.Announcer announcer = heard;
    volatile Duration limit = Duration.ofMillis(100);
    Duration patience = Duration.ofMillis(500);
    NamedCache cache;

    @BeforeEach
    void open() throws Exception {
        cache = newCache("map:a");
        install();
    }

    @AfterEach
    void close() {
        cache.close();
        background.shutdownNow();
    }

    NamedCache newCache(String specification) throws InvalidSpecificationException {
        CacheEnvironment environment = new CacheEnvironment(
                providers,
                clock,
                Path.of(""),
                Path.of(""),
                () -> limit,
                patience,
                background,
                background,
                (registration, chosen) -> {
                    keeper.accept(chosen.toString());
                    kept.add(registration.pid() + ": " + chosen);
                },
                announcer);
        NamedCache fresh =
                new NamedCache(HTTP, CacheSpecification.parse(specification), Hints.NONE, environment, () -> {});
        fresh.open();
        return fresh;
    }

    void install() {
        providers.add(new Rank(1), new Offer("map", map, "test"));
        cache.rebind();
    }

    void uninstall() {
        providers.remove(new Rank(1));
        cache.detach(map);
    }

    Switch switchTo(String specification) throws Exception {
        Switch started = cache.switchTo(CacheSpecification.parse(specification));
        assertThat(started.await(Duration.ofSeconds(20))).isTrue();
        return started;
    }

    long soon() {
        return clock.millis() + 60_000;
    }

    static byte[] id(String text) {
        return text.getBytes(UTF_8);
    }

    static Entry entry(String id, long expiry, String data) {
        return new Entry(id(id), expiry, data(data));
    }

    static byte[] data(String text) {
        return text.getBytes(UTF_8);
    }

    record Rank(int value) implements Comparable<Object> {
        @Override
        public int compareTo(Object other) {
            return Integer.compare(value, ((Rank) other).value);
        }
    }

    static final class Heard implements CacheEnvironment.Announcer {

        /** What it answers with, once it has heard. */
        volatile Runnable answer = () -> {};

        final List<String> events = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void switched(String cache, Migration migration) {
            events.add("switched " + migration.from() + " " + migration.to() + " " + migration.moved());
        }

        @Override
        public void wentBack(String cache, Migration migration) {
            events.add("went back: " + migration.problem());
        }

        @Override
        public void degraded(String cache, String reason) {
            events.add("degraded");
            answer.run();
        }

        @Override
        public void recovered(String cache, CacheSpecification on) {
            events.add("recovered");
            answer.run();
        }
    }
}
