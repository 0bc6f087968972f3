// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.CacheCounters;
import org.socache.api.Hints;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;
import org.socache.api.spi.OpenContext;
import org.socache.tck.Stamped;
import org.socache.tck.TestClock;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

/** Long random histories beside a map that forgets nothing: the cache may have lost an entry, and may never invent one. */
class SubcacheModelTest {

    private static final int STEPS = 60_000;

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private final Map<Integer, Long> versions = new HashMap<>();
    private final Map<Integer, Long> expiries = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anyHistory_cacheHoldsTheNewestOrNothing(long seed) throws Exception {
        Random random = new Random(seed);
        int ids = 1 + random.nextInt(300);
        int largest = 1 + random.nextInt(random.nextBoolean() ? 300 : 5000);
        OpenContext context = new OpenContext("model", Hints.NONE, clock, directory, directory);
        try (CacheInstance cache =
                new ShmcbProvider().open("model.cache(" + (8192 + random.nextInt(60_000)) + ")", context)) {
            for (long step = 1; step <= STEPS; step++) {
                step(cache, random, random.nextInt(ids), largest, step);
            }
            assertListedIsModel((Listable) cache);
            assertNumbersAddUp(cache);
            assertRingsCanBeWalked(directory.resolve("model.cache"));
        }
    }

    private void step(CacheInstance cache, Random random, int n, int largest, long step) {
        byte[] id = id(n);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                long expiry = clock.millis() + 1 + random.nextInt(1000);
                byte[] data = Stamped.data(id, step, random.nextInt(largest));
                boolean stored = cache.store(id, expiry, data).stored();
                versions.put(n, stored ? step : -1);
                expiries.put(n, expiry);
                assertThat(cache.retrieve(id)).isEqualTo(stored ? data : null);
            }
            case 3 -> {
                cache.remove(id);
                versions.remove(n);
            }
            case 4 -> clock.advance(ofMillis(random.nextInt(50)));
            default -> {
                byte[] data = cache.retrieve(id);
                if (data != null) {
                    assertIsNewest(n, data);
                }
            }
        }
    }

    private static byte[] id(int n) {
        byte[] id = new byte[1 + n % 23 + (n % 7 == 0 ? 100 : 0) + 3];
        id[0] = (byte) n;
        id[1] = (byte) (n >> 8);
        id[id.length - 1] = (byte) (n % 5);
        return id;
    }

    private void assertIsNewest(int n, byte[] data) {
        assertThat(Stamped.verify(id(n), data)).isEqualTo(versions.get(n));
        assertThat(expiries.get(n)).isGreaterThan(clock.millis());
    }

    private void assertListedIsModel(Listable cache) {
        cache.iterate(entry -> {
            int n = entry.id()[0] & 0xff | (entry.id()[1] & 0xff) << 8;
            assertThat(id(n)).isEqualTo(entry.id());
            assertIsNewest(n, entry.data());
            assertThat(entry.expiry()).isEqualTo(expiries.get(n));
            return true;
        });
    }

    private static void assertNumbersAddUp(CacheInstance cache) {
        CacheCounters counters = cache.status().counters();
        assertThat(counters.stores()).isPositive();
        assertThat(counters.replaced() + counters.expired() + counters.scrolled() + counters.removeHits())
                .as("entries that went")
                .isLessThanOrEqualTo(counters.stores());
        assertThat(cache.status().details())
                .containsEntry("CacheDamagedCount", 0L)
                .containsEntry("CacheRepairCount", 0L)
                .containsEntry("CacheTakeoverCount", 0L);
    }

    /** From TAIL to HEAD every entry leads to the next, and no slot has been dead for so long that it could come alive. */
    static void assertRingsCanBeWalked(Path path) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        Geometry geometry = geometry(path);
        for (int number = 0; number < geometry.subcaches(); number++) {
            ByteBuffer copy = ByteBuffer.allocateDirect(geometry.stride());
            copy.put(0, bytes, SegmentHeader.SUBCACHES_AT + number * geometry.stride(), geometry.stride());
            Memory memory = Memory.of(copy);
            Ring ring = new Ring(memory, geometry.ringAt(), geometry.ringUnits());
            assertThat(ring.isSound()).isTrue();
            assertSlotsAreSwept(memory, ring, geometry);
            while (ring.tail() < ring.head()) {
                assertThat(ring.unitsAtTail()).as("units at %d", ring.tail()).isPositive();
                ring.dropTail(ring.unitsAtTail());
            }
            assertThat(ring.tail()).isEqualTo(ring.head());
        }
    }

    private static void assertSlotsAreSwept(Memory memory, Ring ring, Geometry geometry) {
        long lap = Ring.firstPosition(geometry.ringUnits());
        for (int at = SubcacheLayout.BUCKETS; at < geometry.ringAt(); at += SlotLayout.BYTES) {
            boolean isSlot = at % BucketLayout.BYTES >= BucketLayout.SLOTS_AT;
            int slot = memory.getHalfAcquire(at);
            if (isSlot && slot != SlotLayout.NOWHERE && !ring.holds(slot, ring.tail())) {
                assertThat(ring.slots().distance(slot, ring.tail()))
                        .as("dead for less than two laps of four")
                        .isGreaterThanOrEqualTo((int) (2 * lap));
            }
        }
    }

    private static Geometry geometry(Path path) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        return SegmentHeader.from(bytes, path, bytes.capacity()).geometry();
    }

    @Test
    void damagedRing_isEmptiedAndCounted_andTheSubcacheGoesOn() throws Exception {
        Path path = directory.resolve("damaged.cache");
        OpenContext context = new OpenContext("model", Hints.NONE, clock, directory, directory);
        try (CacheInstance cache = new ShmcbProvider().open("damaged.cache(8192)", context)) {
            byte[] id = id(1);
            cache.store(id, clock.millis() + 1000, Stamped.data(id, 1, 2000));
            try (var file = new RandomAccessFile(path.toFile(), "rw")) {
                file.seek(SegmentHeader.SUBCACHES_AT + geometry(path).ringAt());
                file.write(new byte[7000]);
            }
            for (int n = 2; n < 40; n++) {
                byte[] data = Stamped.data(id(n), n, 1000);
                assertThat(cache.store(id(n), clock.millis() + 1000, data).stored())
                        .isTrue();
                assertThat(cache.retrieve(id(n))).isEqualTo(data);
            }
            assertThat(cache.status().details()).containsEntry("CacheRepairCount", 1L);
        }
    }

    @Test
    void everyByteDamaged_nothingFalseIsReturned() throws Exception {
        Path path = directory.resolve("bits.cache");
        OpenContext context = new OpenContext("model", Hints.NONE, clock, directory, directory);
        Random random = new Random(7);
        try (CacheInstance cache = new ShmcbProvider().open("bits.cache(8192)", context)) {
            for (int round = 0; round < 3_000; round++) {
                for (int n = 0; n < 30; n++) {
                    cache.store(id(n), clock.millis() + 1000, Stamped.data(id(n), round, 100));
                }
                try (var file = new RandomAccessFile(path.toFile(), "rw")) {
                    file.seek(SegmentHeader.SUBCACHES_AT + SubcacheLayout.BUCKETS + random.nextInt(7900));
                    file.write(random.nextInt());
                }
                for (int n = 0; n < 30; n++) {
                    byte[] data = cache.retrieve(id(n));
                    if (data != null) {
                        assertThat(Stamped.verify(id(n), data)).isEqualTo(round);
                    }
                }
            }
        }
    }
}
