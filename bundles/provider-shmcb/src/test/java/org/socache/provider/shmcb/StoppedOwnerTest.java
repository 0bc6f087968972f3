// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.tck.Stamped;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that holds the lock of the only subcache and does not run: SIGSTOP, a long pause, a suspended machine. */
class StoppedOwnerTest {

    private static final long SIZE = 128 * 1024;
    private static final int IDS = 16;
    private static final int SMALL = 100;

    @TempDir
    Path directory;

    @Test
    void ownerStopped_readersAndRemovesGoOn_writersGiveUp_andItsDeathEndsIt() throws Exception {
        Path path = directory.resolve("stopped.cache");
        try (CacheInstance cache = Worker.open(path, SIZE, 0)) {
            for (int n = 0; n < 100; n++) {
                store(cache, n);
            }
            try (Child owner = Child.start(Worker.class, path, SIZE, IDS, SMALL, 1, 60_000, 3)) {
                owner.next();
                owner.say("go");
                owner.next();
                assertThat(owner.next()).startsWith("at ");
                owner.stop();

                retrievesHitAtOnce(cache);
                storeIsRefusedInTimeAndLeavesNothing(cache);
                removesWork(cache);
                owner.kill();
                storesWorkAgainAtOnce(cache);
            }
        }
    }

    private static StoreResult store(CacheInstance cache, int n) {
        return cache.store(
                Load.id(1000 + n), System.currentTimeMillis() + 60_000, Stamped.data(Load.id(1000 + n), n, SMALL));
    }

    private static void retrievesHitAtOnce(CacheInstance cache) {
        long start = System.nanoTime();
        for (int n = 0; n < 400; n++) {
            assertThat(cache.retrieve(Load.id(1000 + n % 100))).isNotNull();
        }
        assertThat(millisSince(start))
                .as("400 retrieves, ms; to wait for the owner takes 100 each")
                .isLessThan(4_000);
    }

    private static void storeIsRefusedInTimeAndLeavesNothing(CacheInstance cache) {
        long start = System.nanoTime();
        assertThat(store(cache, 7)).isEqualTo(StoreResult.refused(Refusal.BUSY));
        assertThat(millisSince(start)).as("a store that gave up, ms").isBetween(100L, 1_000L);
        assertThat(cache.retrieve(Load.id(1007))).as("the old value").isNull();
        assertThat(cache.status().details()).containsEntry("CacheBusyCount", 1L);
    }

    private static void removesWork(CacheInstance cache) {
        for (int n = 10; n < 50; n++) {
            assertThat(cache.remove(Load.id(1000 + n))).isTrue();
            assertThat(cache.retrieve(Load.id(1000 + n))).isNull();
        }
    }

    private static void storesWorkAgainAtOnce(CacheInstance cache) {
        long start = System.nanoTime();
        assertThat(store(cache, 7).stored()).isTrue();
        assertThat(millisSince(start)).as("the first store after its death, ms").isLessThan(90);
        assertThat(cache.status().details()).containsEntry("CacheTakeoverCount", 1L);
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
