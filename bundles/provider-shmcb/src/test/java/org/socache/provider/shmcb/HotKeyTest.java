// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.spi.CacheInstance;
import org.socache.tck.Stamped;

import static org.assertj.core.api.Assertions.assertThat;

/** Stress of the two races of readers that need no torn bytes to go wrong: an entry moved under a reader, or under a remover. */
class HotKeyTest {

    private static final long SIZE = 64 * 1024;
    private static final int READS = 2_000_000;
    private static final int REMOVES = 3_000;
    private static final byte[] HOT = Load.id(999_999);

    @TempDir
    Path directory;

    @Test
    void hotEntry_relocatedUnderReaders_isNeverMissed() throws Exception {
        try (CacheInstance cache = Worker.open(directory.resolve("hot.cache"), SIZE, 0)) {
            storeHot(cache);
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<Void> flood = flood(cache, stop);
            int missed = 0;
            for (int n = 0; n < READS; n++) {
                byte[] data = cache.retrieve(HOT);
                if (data == null) {
                    missed++;
                    storeHot(cache);
                }
            }
            stop.set(true);
            flood.get(10, TimeUnit.SECONDS);
            long kept = cache.status().details().get("CacheKeptCount");
            System.out.printf("hot entry: %d reads, %d misses, moved %d times%n", READS, missed, kept);
            assertThat(kept).as("moves to the front").isPositive();
            // a reader that does not run for two laps finds its entry scrolled off in good order
            assertThat(missed)
                    .as("misses of an entry that is read all the time")
                    .isLessThan(READS / 1000);
        }
    }

    @Test
    void removedEntry_isGone_evenIfItWasBeingRelocated() throws Exception {
        try (CacheInstance cache = Worker.open(directory.resolve("removed.cache"), SIZE, 0)) {
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<Void> flood = flood(cache, stop);
            for (int n = 0; n < REMOVES; n++) {
                storeHot(cache);
                for (int reads = 0; reads < 20; reads++) {
                    cache.retrieve(HOT);
                }
                cache.remove(HOT);
                assertThat(cache.retrieve(HOT)).as("after remove %d", n).isNull();
                assertThat(cache.retrieve(HOT)).as("later after remove %d", n).isNull();
            }
            stop.set(true);
            flood.get(10, TimeUnit.SECONDS);
        }
    }

    private static void storeHot(CacheInstance cache) {
        cache.store(HOT, Long.MAX_VALUE, Stamped.data(HOT, 1, 200));
    }

    private static CompletableFuture<Void> flood(CacheInstance cache, AtomicBoolean stop) {
        return CompletableFuture.runAsync(() -> {
            Load load = new Load(cache, 5000, 300, 1);
            for (int n = 0; !stop.get(); n = (n + 1) % 5000) {
                load.store(Load.id(n));
            }
        });
    }
}
