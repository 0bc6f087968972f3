// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.tck.Stamped;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes are killed while they write, half of them right after a store to memory chosen at random from thousands, half
 * at any moment; another process goes on meanwhile, and rests until the next has booted. {@code -Dshmcb.kills=2000} is the
 * nightly form.
 */
class KillTest {

    private static final int KILLS = Integer.getInteger("shmcb.kills", 200);
    private static final long SIZE = 1 << 20;

    /** Somewhat more than there is room for: some stores find their entry and overwrite it, some have to make room. */
    private static final int IDS = 100;

    private static final int LARGEST = 16 * 1024;
    private static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long RECOVERY_LIMIT = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MOST_ATTEMPTS = 20;

    @TempDir
    Path directory;

    private final Random random = new Random(20_261_122);
    private final Map<String, Integer> steps = new TreeMap<>();
    private final long[] recoveries = new long[KILLS];
    private int refused;

    /** From before a victim's first step until stores succeed after its end. */
    private volatile boolean inAction;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void writersKilledAtAnyStore_othersReadTrueBytesAndGoOnAtOnce() throws Exception {
        Path path = directory.resolve("killed.cache");
        AtomicBoolean stop = new AtomicBoolean();
        try (CacheInstance cache = Worker.open(path, SIZE, 0)) {
            Load survivor = new Load(cache, IDS, LARGEST, 1);
            CompletableFuture<Void> surviving = CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    if (inAction) {
                        survivor.step();
                    } else {
                        LockSupport.parkNanos(REST_NANOS);
                    }
                }
            });
            killOneAfterTheOther(path, cache, surviving);
            stop.set(true);
            surviving.get(10, TimeUnit.SECONDS);
            report(cache, survivor);
            assertThat(steps.keySet())
                    .as("steps at which one was killed")
                    .anyMatch(step -> step.contains("overw"))
                    .anyMatch(step -> step.contains("TAIL") || step.contains("HEAD"));
            assertThat(cache.status().details())
                    .as("entries that did not match their checksum, and rings that could not be walked")
                    .containsEntry("CacheDamagedCount", 0L)
                    .containsEntry("CacheRepairCount", 0L);
        }
        Arrays.sort(recoveries);
        assertThat(recoveries[KILLS * 95 / 100]).as("recovery in nanoseconds").isLessThan(RECOVERY_LIMIT);
    }

    private void killOneAfterTheOther(Path path, CacheInstance cache, CompletableFuture<Void> surviving)
            throws Exception {
        Child next = victim(path, 0);
        for (int kill = 0; kill < KILLS; kill++) {
            try (Child victim = next) {
                next = victim(path, kill + 1); // starts while this one is killed
                kill(victim, kill);
                recoveries[kill] = timeToStoreEverywhere(cache);
                inAction = false;
                assertThat(surviving).as("the survivor").isNotCompleted();
            }
        }
        next.close();
    }

    private Child victim(Path path, int kill) throws Exception {
        long stopAt = kill % 2 == 0 ? 1 + random.nextInt(4000) : 0;
        return Child.start(Worker.class, path, SIZE, IDS, LARGEST, kill, 60_000, stopAt);
    }

    private void kill(Child victim, int kill) throws Exception {
        assertThat(victim.next()).isEqualTo("ready");
        inAction = true;
        victim.say("go");
        assertThat(victim.next()).isEqualTo("running");
        if (kill % 2 == 0) {
            steps.merge(victim.next(), 1, Integer::sum);
        } else {
            LockSupport.parkNanos(random.nextInt(20_000_000));
        }
        victim.kill();
    }

    /** How long stores into all four subcaches take; one of them may have been locked by the dead. */
    private long timeToStoreEverywhere(CacheInstance cache) {
        byte[][] ids = new byte[32][];
        Arrays.setAll(ids, Load::id);
        long start = System.nanoTime();
        for (byte[] id : ids) {
            store(cache, id);
        }
        return System.nanoTime() - start;
    }

    /**
     * Where processors are scarce the survivor may stand still with a lock for longer than a store waits, which is refused then as
     * it should be: it is told, and asked again. The lock of the dead would stay refused.
     */
    private void store(CacheInstance cache, byte[] id) {
        for (int attempt = 1; ; attempt++) {
            StoreResult result = cache.store(id, System.currentTimeMillis() + 60_000, Stamped.data(id, 0, 100));
            if (result.stored()) {
                return;
            }
            refused++;
            assertThat(attempt)
                    .as("attempts to store after an owner's death: " + result)
                    .isLessThan(MOST_ATTEMPTS);
        }
    }

    private void report(CacheInstance cache, Load survivor) {
        long[] sorted = recoveries.clone();
        Arrays.sort(sorted);
        System.out.printf(
                "%d kills; survivor: %d retrieves, %d hits, 0 torn, p99 %d ns; %d stores, %d refused%n"
                        + "recovery, 32 stores after a death, ms: median %.2f, p95 %.2f, most %.2f; %d refused for a living writer%n"
                        + "lock taken over %d times, moved under a reader %d times%nkilled %s%n",
                KILLS,
                survivor.reads,
                survivor.hits,
                survivor.p99(),
                survivor.stores,
                survivor.refused,
                sorted[KILLS / 2] / 1e6,
                sorted[KILLS * 95 / 100] / 1e6,
                sorted[KILLS - 1] / 1e6,
                refused,
                cache.status().details().get("CacheTakeoverCount"),
                cache.status().details().get("CacheMovedCount"),
                steps);
    }
}
