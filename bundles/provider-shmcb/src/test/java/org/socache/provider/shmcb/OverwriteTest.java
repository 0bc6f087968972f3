// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.socache.api.StoreResult;
import org.socache.api.Versioned;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Conditional;
import org.socache.api.spi.Listable;
import org.socache.tck.Stamped;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A store of the length that is there overwrites it in place. What others see of that while it is under way, when it never
 * ends, and when the entry is removed meanwhile.
 */
class OverwriteTest {

    private static final long SIZE = 128 * 1024;
    private static final int LENGTH = 1000;
    private static final byte[] ID = Load.id(1);
    private static final byte[] OTHER = Load.id(2);

    /** After which of its stores to memory a writer dies: the entry is unfinished then. */
    static final List<String> UNFINISHED = List.of(
            StoppingMemory.OVERWRITING,
            StoppingMemory.OVERWRITTEN_HEADER,
            StoppingMemory.HALF_OVERWRITTEN,
            StoppingMemory.WHOLLY_OVERWRITTEN);

    @TempDir
    Path directory;

    private CacheInstance cache;

    @BeforeEach
    void open() throws Exception {
        cache = Worker.open(path(), SIZE, 0);
        store(cache, OTHER, 1);
        store(cache, ID, 1);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    private Path path() {
        return directory.resolve("overwritten.cache");
    }

    private static StoreResult store(CacheInstance cache, byte[] id, long version) {
        return cache.store(id, Long.MAX_VALUE, Stamped.data(id, version, LENGTH));
    }

    @Test
    void sameLength_takesNoRoom_andHasASecondChance() {
        long used = cache.status().bytesUsed();

        for (int version = 2; version < 1000; version++) {
            assertThat(store(cache, ID, version)).isEqualTo(StoreResult.REPLACED);
            assertThat(Stamped.verify(ID, cache.retrieve(ID))).isEqualTo(version);
        }

        assertThat(cache.status().bytesUsed()).isEqualTo(used);
        assertThat(cache.status().counters().replaced()).isEqualTo(998);
    }

    @Test
    void sameLength_moreOftenThanAnEntryHasVersions_isNeverTakenForTheFirst() {
        Conditional conditional = (Conditional) cache;
        long first = conditional.retrieve(ID, Versioned.NONE).version();
        byte[] data = Stamped.data(ID, 2, LENGTH);

        for (int overwrites = 0; overwrites < 300_000; overwrites++) {
            cache.store(ID, Long.MAX_VALUE, data);
            if (conditional.retrieve(ID, first).isKnown()) {
                throw new AssertionError("after " + overwrites);
            }
        }
    }

    @Test
    void otherLength_isAppended() {
        long used = cache.status().bytesUsed();

        cache.store(ID, Long.MAX_VALUE, Stamped.data(ID, 2, LENGTH + 100));

        assertThat(cache.status().bytesUsed()).isGreaterThan(used);
        assertThat(Stamped.verify(ID, cache.retrieve(ID))).isEqualTo(2);
    }

    @Test
    void newExpiry_isThatOfTheNewData() {
        long expiry = System.currentTimeMillis() + 100_000;

        cache.store(ID, expiry, Stamped.data(ID, 2, LENGTH));

        assertThat(cache.find(ID).expiry()).isEqualTo(expiry);
    }

    @ParameterizedTest
    @FieldSource("UNFINISHED")
    void writerDiedInTheMiddle_readersMissOnce_andDropWhatItLeft(String step) throws Exception {
        dieAt(step);

        assertThat(cache.retrieve(ID)).isNull();

        assertThat(cache.status().entries()).isEqualTo(1);
        assertThat(cache.retrieve(OTHER)).isNotNull();
        assertThat(cache.status().details()).containsEntry("CacheDamagedCount", 0L);
        assertThat(store(cache, ID, 3)).isEqualTo(StoreResult.STORED);
        assertThat(Stamped.verify(ID, cache.retrieve(ID))).isEqualTo(3);
    }

    @ParameterizedTest
    @FieldSource("UNFINISHED")
    void writerDiedInTheMiddle_nextStoreHealsIt(String step) throws Exception {
        dieAt(step);

        assertThat(store(cache, ID, 3).stored()).isTrue();

        assertThat(Stamped.verify(ID, cache.retrieve(ID))).isEqualTo(3);
        assertThat(cache.status().entries()).isEqualTo(2);
    }

    @ParameterizedTest
    @FieldSource("UNFINISHED")
    void writerDiedInTheMiddle_entryIsNotListed_andScrollsOff(String step) throws Exception {
        dieAt(step);

        ((Listable) cache).iterate(entry -> {
            assertThat(entry.id()).isEqualTo(OTHER);
            return true;
        });
        for (int n = 10; n < 400; n++) {
            assertThat(store(cache, Load.id(n), 1).stored()).isTrue();
        }

        assertThat(cache.retrieve(ID)).isNull();
        assertThat(cache.status().counters().scrolled()).isPositive();
        SubcacheModelTest.assertRingsCanBeWalked(path());
    }

    private void dieAt(String step) throws Exception {
        Runnable die = () -> {
            throw new Died();
        };
        try (CacheInstance dying = Worker.open(path(), SIZE, Worker.stopping(SIZE, countdown(step, die)))) {
            store(dying, ID, 2);
            throw new AssertionError("has not died at " + step);
        } catch (Died expected) {
            assertThat(cache.status().details()).containsEntry("CacheTakeoverCount", 0L);
        }
    }

    private static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static StoppingMemory.Countdown countdown(String step, Runnable then) {
        return new StoppingMemory.Countdown(step, then);
    }

    @Test
    void writerStandsStillInTheMiddle_readersMissSoon_andOthersDoNotNotice() throws Exception {
        try (Standing writer = new Standing()) {
            long start = System.nanoTime();
            for (int n = 0; n < 100; n++) {
                assertThat(cache.retrieve(ID)).isNull();
                assertThat(cache.retrieve(OTHER)).isNotNull();
            }
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                    .as("200 retrieves, ms; to wait for the owner takes 100 each")
                    .isLessThan(1000);
            ((Listable) cache).iterate(entry -> {
                assertThat(entry.id()).isEqualTo(OTHER);
                return true;
            });

            writer.goOn();
        }
        assertThat(Stamped.verify(ID, cache.retrieve(ID))).isEqualTo(2);
    }

    @Test
    void removedInTheMiddle_staysRemoved() throws Exception {
        try (Standing writer = new Standing()) {
            assertThat(cache.remove(ID)).isTrue();

            writer.goOn();
        }
        assertThat(cache.retrieve(ID)).isNull();
        assertThat(cache.status().entries()).isEqualTo(1);
    }

    /** A writer of another member that stands still in the middle of its data. */
    private final class Standing implements AutoCloseable {

        private final CountDownLatch there = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final CacheInstance writing = Worker.open(
                path(), SIZE, Worker.stopping(SIZE, countdown(StoppingMemory.HALF_OVERWRITTEN, this::standStill)));
        private final CompletableFuture<StoreResult> result =
                CompletableFuture.supplyAsync(() -> store(writing, ID, 2), task -> new Thread(task).start());

        Standing() throws Exception {
            assertThat(there.await(20, TimeUnit.SECONDS)).isTrue();
        }

        private void standStill() {
            there.countDown();
            try {
                goOn.await();
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
        }

        void goOn() throws Exception {
            goOn.countDown();
            assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo(StoreResult.REPLACED);
        }

        @Override
        public void close() {
            goOn.countDown();
            writing.close();
        }
    }
}
