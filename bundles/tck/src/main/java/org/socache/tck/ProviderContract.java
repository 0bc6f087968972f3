// SPDX-License-Identifier: Apache-2.0
package org.socache.tck;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.CacheCounters;
import org.socache.api.Entry;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.api.Versioned;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.Conditional;
import org.socache.api.spi.Listable;
import org.socache.api.spi.OpenContext;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The promises of {@link CacheInstance}, as tests. A subclass gives the provider and an argument, and overrides the limits
 * its server or protocol imposes; it cannot switch a case off except by a limit.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ProviderContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    protected Path directory;

    private final TestClock testClock = new TestClock();
    private final List<CacheInstance> opened = new ArrayList<>();
    protected CacheInstance cache;

    // What a subclass says of itself

    /** The provider under test. */
    protected abstract CacheProvider provider();

    /** An argument that opens a fresh, empty place; called once per test. */
    protected abstract String argument() throws Exception;

    /** Arguments that must be refused, each with the part of it that the message has to name. */
    protected abstract Stream<WrongArgument> wrongArguments();

    /** The clock to open with; override with the system's where a server keeps time, and {@link #elapse} with it. */
    protected InstantSource clock() {
        return testClock;
    }

    /** Lets time pass; a subclass with a real server waits instead. */
    protected void elapse(Duration duration) {
        testClock.advance(duration);
    }

    /** The finest expiry the server can keep, in milliseconds. */
    protected long expiryResolutionMillis() {
        return 1;
    }

    /** The shortest data the protocol can carry. */
    protected int minimumObjectSize() {
        return 0;
    }

    /** The largest data an entry with a 16-byte id may have in the place that {@link #argument} opens; -1 if unbounded. */
    protected abstract int maximumObjectSize();

    /** Whether {@link CacheInstance#find} tells the expiry. */
    protected boolean tellsExpiry() {
        return true;
    }

    /** Whether a store tells a replacement from an addition. */
    protected boolean tellsReplacement() {
        return true;
    }

    /** Whether counters and entries of the status are this consumer's own. */
    protected boolean counts() {
        return true;
    }

    /** How many more entries of 1 KiB than fit make the place overflow; 0 if it has no bound. */
    protected int overfill() {
        return 0;
    }

    /** A wrong argument and what the message must name. */
    public record WrongArgument(String argument, String named) {}

    protected final CacheInstance open(String consumer, String argument) throws InvalidSpecificationException {
        OpenContext context =
                new OpenContext(consumer, new Hints(16, 200, 0), clock(), directory, directory.resolve("data"));
        CacheInstance instance = provider().open(argument, context);
        opened.add(instance);
        return instance;
    }

    @BeforeEach
    void openCache() throws Exception {
        cache = open("contract", argument());
    }

    @AfterEach
    void closeCaches() {
        opened.forEach(CacheInstance::close);
        opened.clear();
    }

    // Storing and retrieving

    @Test
    void retrieve_absent_isNull() {
        assertThat(cache.retrieve(id("absent"))).isNull();
        assertThat(cache.find(id("absent"))).isNull();
    }

    @Test
    void retrieve_stored_isTheSameBytes() {
        byte[] data = Stamped.data(id("a"), 1, 300);

        assertThat(cache.store(id("a"), inAMinute(), data).stored()).isTrue();

        assertThat(cache.retrieve(id("a"))).isEqualTo(data);
    }

    @Test
    void store_sameIdAgain_replaces() {
        cache.store(id("a"), inAMinute(), "first value".getBytes(UTF_8));

        StoreResult second = cache.store(id("a"), inAMinute(), "second".getBytes(UTF_8));

        assertThat(second.stored()).isTrue();
        assertThat(second.replaced()).isEqualTo(tellsReplacement());
        assertThat(cache.retrieve(id("a"))).asString(UTF_8).isEqualTo("second");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 199, 4096, 65_000})
    void store_dataOfAnySize_isKeptOrRefusedByLimit(int size) {
        byte[] data = new byte[size];
        ThreadLocalRandom.current().nextBytes(data);

        StoreResult result = cache.store(id16(size), inAMinute(), data);

        if (size < minimumObjectSize()) {
            assertThat(result).isEqualTo(StoreResult.refused(Refusal.ENTRY_TOO_SMALL, minimumObjectSize()));
        } else if (maximumObjectSize() >= 0 && size > maximumObjectSize()) {
            assertThat(result.refusal()).isEqualTo(Refusal.ENTRY_TOO_LARGE);
        } else {
            assertThat(result.stored()).isTrue();
            assertThat(cache.retrieve(id16(size))).isEqualTo(data);
        }
    }

    @Test
    void store_largestObject_isKept() {
        int size = maximumObjectSize() < 0 ? 1_000_000 : maximumObjectSize();
        byte[] data = Stamped.data(id16(1), 1, size);

        assertThat(cache.store(id16(1), inAMinute(), data).stored()).isTrue();

        assertThat(cache.retrieve(id16(1))).isEqualTo(data);
    }

    @Test
    void store_tooLarge_isRefusedWithTheLimitAndTheOldValueIsGone() {
        assumeTrue(maximumObjectSize() >= 0, "no limit");
        cache.store(id16(1), inAMinute(), "old value".getBytes(UTF_8));

        StoreResult result = cache.store(id16(1), inAMinute(), new byte[maximumObjectSize() + 1]);

        assertThat(result).isEqualTo(StoreResult.refused(Refusal.ENTRY_TOO_LARGE, maximumObjectSize()));
        assertThat(cache.retrieve(id16(1))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 64, 65, 119, 120, 255, 4096, SharedCache.MAX_ID_LENGTH})
    void store_idOfAnyLength_isFoundAgain(int length) {
        byte[] id = new byte[length];
        Arrays.fill(id, (byte) 0xfe);
        byte[] data = "data of that id".getBytes(UTF_8);

        assertThat(cache.store(id, inAMinute(), data).stored()).isTrue();

        assertThat(cache.retrieve(id)).isEqualTo(data);
        assertThat(cache.remove(id)).isTrue();
    }

    @Test
    void store_idOutOfBounds_isRefused() {
        byte[] data = "some data".getBytes(UTF_8);

        assertThat(cache.store(new byte[0], inAMinute(), data).refusal()).isEqualTo(Refusal.ID_TOO_SHORT);
        assertThat(cache.store(new byte[SharedCache.MAX_ID_LENGTH + 1], inAMinute(), data))
                .isEqualTo(StoreResult.refused(Refusal.ID_TOO_LONG, SharedCache.MAX_ID_LENGTH));
        assertThat(cache.retrieve(new byte[0])).isNull();
        assertThat(cache.remove(new byte[0])).isFalse();
    }

    @Test
    void retrieve_manyIdsWithACommonPrefix_eachHasItsOwnData() {
        List<byte[]> ids = IntStream.range(0, 200)
                .mapToObj(n -> id("http://example.org:80/a/common/prefix?" + n))
                .toList();
        ids.forEach(id -> cache.store(id, inAMinute(), Stamped.data(id, 1, 100)));

        for (byte[] id : ids) {
            byte[] data = cache.retrieve(id);
            assertThat(data).isNotNull();
            Stamped.verify(id, data);
        }
    }

    @Test
    void retrieve_idThatIsAPrefixOrExtensionOfAnother_isNull() {
        cache.store(new byte[] {1, 2, 3}, inAMinute(), "three".getBytes(UTF_8));

        assertThat(cache.retrieve(new byte[] {1, 2})).isNull();
        assertThat(cache.retrieve(new byte[] {1, 2, 3, 0})).isNull();
    }

    @Test
    void arrays_changedByTheCaller_doNotReachTheCache() {
        byte[] id = id("mine");
        byte[] data = "original".getBytes(UTF_8);
        cache.store(id, inAMinute(), data);
        Arrays.fill(data, (byte) 'x');
        Arrays.fill(id, (byte) 'x');
        Arrays.fill(cache.retrieve(id("mine")), (byte) 'y');

        assertThat(cache.retrieve(id("mine"))).asString(UTF_8).isEqualTo("original");
    }

    // Expiry

    @Test
    void store_expiryNotAfterNow_isRefusedAndTheOldValueIsGone() {
        for (long expiry : new long[] {now(), now() - 1, 0, -1, Long.MIN_VALUE}) {
            cache.store(id("a"), inAMinute(), "old value".getBytes(UTF_8));

            assertThat(cache.store(id("a"), expiry, "dead on arrival".getBytes(UTF_8)))
                    .isEqualTo(StoreResult.refused(Refusal.ALREADY_EXPIRED));
            assertThat(cache.retrieve(id("a"))).isNull();
        }
    }

    @Test
    void retrieve_expired_isNull() {
        long life = Math.max(1_000, expiryResolutionMillis());
        cache.store(id("a"), now() + life, "short-lived".getBytes(UTF_8));
        assertThat(cache.retrieve(id("a"))).isNotNull();

        elapse(Duration.ofMillis(life + expiryResolutionMillis()));

        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.find(id("a"))).isNull();
        assertThat(cache.remove(id("a"))).isFalse();
    }

    @Test
    void store_expiryFarAway_livesOn() {
        for (long days : new long[] {29, 31, 400, 36_500}) {
            byte[] id = id("days-" + days);
            cache.store(id, now() + TimeUnit.DAYS.toMillis(days), "long-lived".getBytes(UTF_8));

            assertThat(cache.retrieve(id)).as("%d days", days).isNotNull();
        }
        assertThat(cache.store(id("for ever"), Long.MAX_VALUE, "long-lived".getBytes(UTF_8))
                        .stored())
                .isTrue();
        assertThat(cache.retrieve(id("for ever"))).isNotNull();
    }

    @Test
    void find_stored_tellsTheExpiry() {
        long expiry = inAMinute();
        cache.store(id("a"), expiry, "data of a".getBytes(UTF_8));

        Entry entry = cache.find(id("a"));

        assertThat(entry.id()).isEqualTo(id("a"));
        assertThat(entry.data()).asString(UTF_8).isEqualTo("data of a");
        if (tellsExpiry()) {
            assertThat(entry.expiry()).isBetween(expiry - expiryResolutionMillis(), expiry + expiryResolutionMillis());
        } else {
            assertThat(entry.expiry()).isEqualTo(Entry.UNKNOWN_EXPIRY);
        }
    }

    @Test
    void retrieve_versionKnown_givesTheDataAgainOnlyWhenItMayBeAnother() {
        assumeTrue(cache instanceof Conditional, "knows no versions, and says so by type");
        Conditional conditional = (Conditional) cache;
        assertThat(conditional.retrieve(id("a"), Versioned.NONE)).isNull();
        cache.store(id("a"), inAMinute(), "data of a".getBytes(UTF_8));

        Versioned first = conditional.retrieve(id("a"), Versioned.NONE);
        assertThat(first.data()).asString(UTF_8).isEqualTo("data of a");
        Versioned again = conditional.retrieve(id("a"), first.version());
        assertThat(again.isKnown()).isTrue();
        assertThat(again.version()).isEqualTo(first.version());

        cache.store(id("a"), inAMinute(), "other data".getBytes(UTF_8));
        assertThat(conditional.retrieve(id("a"), first.version()).data())
                .asString(UTF_8)
                .isEqualTo("other data");

        cache.remove(id("a"));
        assertThat(conditional.retrieve(id("a"), first.version())).isNull();
        cache.store(id("a"), inAMinute(), "data of a".getBytes(UTF_8));
        Versioned stored = conditional.retrieve(id("a"), first.version());
        assertThat(stored.isKnown()).isFalse();

        elapse(MINUTE.plusSeconds(1));
        assertThat(conditional.retrieve(id("a"), stored.version())).isNull();
    }

    @Test
    void retrieve_versionOfAnotherInstance_isNotKnown() throws Exception {
        assumeTrue(cache instanceof Conditional, "knows no versions, and says so by type");
        CacheInstance other = open("version-of-other", argument());
        cache.store(id("a"), inAMinute(), "data of a".getBytes(UTF_8));
        other.store(id("a"), inAMinute(), "data there".getBytes(UTF_8));
        long version = ((Conditional) other).retrieve(id("a"), Versioned.NONE).version();

        assertThat(((Conditional) cache).retrieve(id("a"), version).data())
                .asString(UTF_8)
                .isEqualTo("data of a");
    }

    // Removing

    @Test
    void remove_stored_isTrueOnce() {
        cache.store(id("a"), inAMinute(), "data of a".getBytes(UTF_8));

        assertThat(cache.remove(id("a"))).isTrue();

        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.remove(id("a"))).isFalse();
    }

    @Test
    void store_afterRemove_isFoundAgain() {
        cache.store(id("a"), inAMinute(), "data of a".getBytes(UTF_8));
        cache.remove(id("a"));
        cache.store(id("a"), inAMinute(), "data again".getBytes(UTF_8));

        assertThat(cache.retrieve(id("a"))).asString(UTF_8).isEqualTo("data again");
    }

    // Listing

    @Test
    void iterate_visitsEveryUnexpiredEntryWithIdExpiryAndData() {
        Listable list = listable();
        Map<String, Long> stored = new HashMap<>();
        for (int n = 0; n < 50; n++) {
            long expiry = inAMinute() + n * 1_000L;
            cache.store(id("entry-" + n), expiry, Stamped.data(id("entry-" + n), n, 64));
            stored.put("entry-" + n, expiry);
        }
        cache.store(id("dead"), now() + Math.max(1_000, expiryResolutionMillis()), "short".getBytes(UTF_8));
        elapse(Duration.ofMillis(1_000 + 2 * expiryResolutionMillis()));

        Map<String, Long> seen = new HashMap<>();
        list.iterate(entry -> {
            Stamped.verify(entry.id(), entry.data());
            seen.put(new String(entry.id(), UTF_8), entry.expiry());
            return true;
        });

        assertThat(seen.keySet()).isEqualTo(stored.keySet());
        stored.forEach((id, expiry) -> assertThat(seen.get(id))
                .isBetween(expiry - expiryResolutionMillis(), expiry + expiryResolutionMillis()));
    }

    @Test
    void iterate_visitorStops_noMoreVisits() {
        Listable list = listable();
        for (int n = 0; n < 20; n++) {
            cache.store(id("entry-" + n), inAMinute(), "some data".getBytes(UTF_8));
        }
        List<Entry> seen = new ArrayList<>();

        list.iterate(entry -> {
            seen.add(entry);
            return seen.size() < 3;
        });

        assertThat(seen).hasSize(3);
    }

    @Test
    void iterate_visitorUsesTheCache_isAllowed() {
        Listable list = listable();
        for (int n = 0; n < 20; n++) {
            cache.store(id("entry-" + n), inAMinute(), "some data".getBytes(UTF_8));
        }

        list.iterate(entry -> cache.remove(entry.id()));

        assertThat(IntStream.range(0, 20).mapToObj(n -> cache.retrieve(id("entry-" + n))))
                .containsOnlyNulls();
    }

    @Test
    void clear_dropsEverything_andTheCacheGoesOn() {
        Listable list = listable();
        for (int n = 0; n < 20; n++) {
            cache.store(id("entry-" + n), inAMinute(), "some data".getBytes(UTF_8));
        }

        list.clear();

        assertThat(IntStream.range(0, 20).mapToObj(n -> cache.retrieve(id("entry-" + n))))
                .containsOnlyNulls();
        assertThat(cache.store(id("next"), inAMinute(), "some data".getBytes(UTF_8))
                        .stored())
                .isTrue();
        assertThat(cache.retrieve(id("next"))).isNotNull();
    }

    // Bounds

    @Test
    void store_beyondTheCapacity_theNewestStays() {
        assumeTrue(overfill() > 0, "no bound");
        for (int n = 0; n < overfill(); n++) {
            assertThat(cache.store(id16(n), inAMinute(), Stamped.data(id16(n), n, 1024))
                            .stored())
                    .as("entry %d", n)
                    .isTrue();
            byte[] newest = cache.retrieve(id16(n));
            assertThat(newest).as("entry %d", n).isNotNull();
            Stamped.verify(id16(n), newest);
        }
        assertThat(cache.status().bytesUsed())
                .isLessThanOrEqualTo(cache.status().bytesCapacity());
    }

    // Status

    @Test
    void status_afterSomeCalls_countsInHttpdsWords() {
        assumeTrue(counts(), "the server's numbers are not this cache's");
        cache.store(id("a"), inAMinute(), "data of a".getBytes(UTF_8));
        cache.store(id("b"), inAMinute(), "data of b".getBytes(UTF_8));
        cache.store(id("b"), inAMinute(), "data of b again".getBytes(UTF_8));
        cache.retrieve(id("a"));
        cache.retrieve(id("absent"));
        cache.remove(id("a"));
        cache.remove(id("absent"));

        CacheCounters counters = cache.status().counters();

        assertThat(counters.stores()).isEqualTo(3);
        assertThat(counters.replaced()).isEqualTo(tellsReplacement() ? 1 : 0);
        assertThat(counters.retrieveHits()).isEqualTo(1);
        assertThat(counters.retrieveMisses()).isEqualTo(1);
        assertThat(counters.removeHits()).isEqualTo(1);
        assertThat(counters.removeMisses()).isEqualTo(1);
        assertThat(cache.status().entries()).isEqualTo(1);
    }

    @Test
    void probe_healthy_isSilent() {
        assertThatCode(() -> cache.probe()).doesNotThrowAnyException();
    }

    // Opening and closing

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void open_wrongArgument_isRefusedByName(WrongArgument wrong) {
        assertThatThrownBy(() -> open("contract", wrong.argument()))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining(wrong.named());
    }

    @Test
    void close_twice_isSilentAndTheRestMisses() {
        cache.store(id("a"), inAMinute(), "data of a".getBytes(UTF_8));

        cache.close();
        cache.close();

        assertThat(cache.retrieve(id("a"))).isNull();
        assertThat(cache.find(id("a"))).isNull();
        assertThat(cache.remove(id("a"))).isFalse();
        assertThat(cache.store(id("a"), inAMinute(), "data of a".getBytes(UTF_8))
                        .refusal())
                .isEqualTo(Refusal.UNAVAILABLE);
        assertThatCode(() -> cache.status()).doesNotThrowAnyException();
        if (cache instanceof Listable list) {
            list.iterate(entry -> {
                throw new AssertionError("closed, and yet " + entry);
            });
        }
    }

    @Test
    void close_whileOthersAreInside_disturbsNobody() throws Exception {
        for (int round = 0; round < 5; round++) {
            CacheInstance instance = open("contract", argument());
            AtomicBoolean stop = new AtomicBoolean();
            try (Crew crew = new Crew(3, worker -> exercise(instance, stop, worker))) {
                for (int n = 0; n < 200; n++) {
                    instance.retrieve(id16(n));
                }
                instance.close();
                stop.set(true);
                crew.join();
            }
        }
    }

    // Threads

    @Test
    void anyThreads_neverSeeTornForeignOrOlderData() throws Exception {
        int ids = 64;
        AtomicBoolean stop = new AtomicBoolean();
        try (Crew writers = new Crew(2, worker -> write(worker, 2, ids, stop));
                Crew readers = new Crew(2, worker -> readMonotonously(ids, stop))) {
            writers.join();
            stop.set(true);
            readers.join();
        }
    }

    private Void write(int worker, int workers, int ids, AtomicBoolean stop) {
        for (long version = 1; version <= rounds() && !stop.get(); version++) {
            for (int n = worker; n < ids; n += workers) {
                int length = 50 + (int) (version * 37 + n * 101L) % 1500;
                cache.store(id16(n), inAMinute(), Stamped.data(id16(n), version, length));
                if ((version + n) % 7 == 0) {
                    cache.remove(id16(n));
                }
            }
        }
        return null;
    }

    /** How often every id is written in the threads test; a subclass with a slow server says less. */
    protected int rounds() {
        return 200;
    }

    private Void readMonotonously(int ids, AtomicBoolean stop) {
        long[] newest = new long[ids];
        while (!stop.get()) {
            int n = ThreadLocalRandom.current().nextInt(ids);
            byte[] data = cache.retrieve(id16(n));
            if (data != null) {
                long version = Stamped.verify(id16(n), data);
                assertThat(version).as("id %d went back in time", n).isGreaterThanOrEqualTo(newest[n]);
                newest[n] = version;
            }
        }
        return null;
    }

    private Void exercise(CacheInstance instance, AtomicBoolean stop, int worker) {
        for (int n = 0; !stop.get(); n = (n + 1) % 500) {
            byte[] id = id16(n);
            instance.store(id, inAMinute(), Stamped.data(id, worker, 300));
            byte[] data = instance.retrieve(id);
            if (data != null) {
                Stamped.verify(id, data);
            }
            instance.remove(id);
        }
        return null;
    }

    // Small things

    private Listable listable() {
        assumeTrue(cache instanceof Listable, "cannot be listed, and says so by type");
        return (Listable) cache;
    }

    protected final long now() {
        return clock().millis();
    }

    protected final long inAMinute() {
        return now() + MINUTE.toMillis();
    }

    protected static byte[] id(String text) {
        return text.getBytes(UTF_8);
    }

    /** A 16-byte id made from a number. */
    protected static byte[] id16(int n) {
        return String.format(Locale.ROOT, "id-%013d", n).getBytes(UTF_8);
    }

    /** Threads whose failures are the test's. */
    private static final class Crew implements AutoCloseable {

        private final ExecutorService executor;
        private final List<Future<Void>> workers = new ArrayList<>();

        Crew(int size, Work work) {
            executor = Executors.newFixedThreadPool(size);
            for (int n = 0; n < size; n++) {
                int worker = n;
                Callable<Void> call = () -> work.run(worker);
                workers.add(executor.submit(call));
            }
        }

        void join() throws Exception {
            for (Future<Void> worker : workers) {
                worker.get(60, TimeUnit.SECONDS);
            }
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    @FunctionalInterface
    private interface Work {
        Void run(int worker) throws Exception;
    }
}
