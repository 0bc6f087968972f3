// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.spi.CacheInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three processes on one segment, one of them killed and replaced every five seconds; a fourth watches what they do to it. Ten
 * seconds in the build, {@code -Dshmcb.soak=600} for ten minutes.
 */
class SoakTest {

    private static final long SECONDS = Long.getLong("shmcb.soak", 10);
    private static final long KILL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(SECONDS < 60 ? 1 : 5);
    private static final long SIZE = 4 << 20;
    private static final int IDS = 1000;
    private static final int LARGEST = 200_000;
    private static final int PROCESSES = 3;
    private static final long HEAP_NOISE = 8 << 20;
    private static final long FILE_NOISE = 8;

    /** Of closed instances that the garbage collector has not come round to; each has a mapping per subcache. */
    private static final long MAPPING_NOISE = 3 * 18;

    @TempDir
    Path directory;

    private int started;
    private int kills;

    /** What a process must not have more of as time goes by. */
    private record Footprint(long heap, long descriptors, long mappings) {

        static Footprint now() throws IOException {
            System.gc();
            System.gc();
            return new Footprint(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    count(Path.of("/proc/self/fd")),
                    Files.readAllLines(Path.of("/proc/self/maps")).size());
        }

        private static long count(Path directory) throws IOException {
            try (Stream<Path> files = Files.list(directory)) {
                return files.count();
            }
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void threeProcesses_oneKilledEveryFiveSeconds_noErrorAndNoGrowth() throws Exception {
        Path path = directory.resolve("soak.cache");
        Queue<Child> processes = new ArrayDeque<>();
        try (CacheInstance cache = Worker.open(path, SIZE, 0)) {
            Load load = new Load(cache, IDS, LARGEST, 0);
            for (int n = 0; n < PROCESSES; n++) {
                processes.add(start(path));
            }
            soak(path, load, processes, SECONDS / 5);
            Footprint before = Footprint.now();
            soak(path, load, processes, SECONDS - SECONDS / 5);
            Footprint after = Footprint.now();

            System.out.printf(
                    "soak of %d s: %d kills, %d retrieves here, %d hits, p99 %d ns, %d stores, %d refused%n%s%n%s%n%s%n",
                    SECONDS,
                    kills,
                    load.reads,
                    load.hits,
                    load.p99(),
                    load.stores,
                    load.refused,
                    before,
                    after,
                    cache.status().counters());
            assertThat(cache.status().details())
                    .containsEntry("CacheDamagedCount", 0L)
                    .containsEntry("CacheRepairCount", 0L);
            assertThat(after.heap()).isLessThan(before.heap() + HEAP_NOISE);
            assertThat(after.descriptors()).isLessThan(before.descriptors() + FILE_NOISE);
            assertThat(after.mappings()).isLessThan(before.mappings() + MAPPING_NOISE);
        } finally {
            processes.forEach(Child::close);
        }
    }

    private Child start(Path path) throws IOException {
        Child child = Child.start(Worker.class, path, SIZE, IDS, LARGEST, started++, TimeUnit.HOURS.toMillis(1), 0);
        child.say("go");
        return child;
    }

    private void soak(Path path, Load load, Queue<Child> processes, long seconds) throws Exception {
        long start = System.nanoTime();
        long lastKill = start;
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
            load.step();
            LockSupport.parkNanos(100_000);
            if (System.nanoTime() - lastKill > KILL_EVERY_NANOS) {
                lastKill = System.nanoTime();
                killTheOldest(path, processes);
                try (CacheInstance another = Worker.open(path, SIZE, 0)) {
                    new Load(another, IDS, LARGEST, lastKill).step();
                }
            }
        }
    }

    private void killTheOldest(Path path, Queue<Child> processes) throws Exception {
        Child oldest = processes.remove();
        assertThat(oldest.isAlive()).as("a process that nobody killed").isTrue();
        oldest.kill();
        kills++;
        processes.add(start(path));
    }
}
