// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.ProviderException;
import org.socache.tck.Stamped;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Callers that store and retrieve until they are told to stop, and note what they see. */
final class Load implements AutoCloseable {

    private static final long BREATH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final CacheInstance cache;
    private final ExecutorService threads;
    private final LongAdder hits = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    private volatile boolean stop;

    Load(CacheInstance cache, int callers) {
        this.cache = cache;
        this.threads = Executors.newFixedThreadPool(callers);
        for (int n = 0; n < callers; n++) {
            int caller = n;
            threads.execute(() -> run(caller));
        }
    }

    private void run(int caller) {
        try {
            for (long version = 1; !stop; version++) {
                byte[] id = ("caller " + caller + " entry " + version % 20).getBytes(UTF_8);
                long failed = failures.sum();
                timed(id, version);
                if (failures.sum() > failed) { // of whichever caller; calls that end at once would take all processors
                    LockSupport.parkNanos(BREATH_NANOS);
                }
            }
        } catch (RuntimeException | AssertionError surprise) {
            surprises.add(surprise);
        }
    }

    private void timed(byte[] id, long version) {
        long start = System.nanoTime();
        StoreResult result = cache.store(id, System.currentTimeMillis() + 60_000, Stamped.data(id, version, 3_000));
        nanos.add(System.nanoTime() - start);
        if (!result.stored()) {
            assertThat(result.refusal()).isEqualTo(Refusal.UNAVAILABLE);
            failures.increment();
        }
        start = System.nanoTime();
        try {
            byte[] data = cache.retrieve(id);
            if (data != null) {
                assertThat(Stamped.verify(id, data)).isEqualTo(version);
                hits.increment();
            }
        } catch (ProviderException down) {
            failures.increment();
        }
        nanos.add(System.nanoTime() - start);
    }

    long hits() {
        return hits.sum();
    }

    long failures() {
        return failures.sum();
    }

    void forgetTimes() {
        nanos.clear();
    }

    Duration longest() {
        return Duration.ofNanos(nanos.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    void assertOnlyMissesAndRefusals() {
        assertThat(surprises).isEmpty();
    }

    @Override
    public String toString() {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%d calls, p50 %.2f ms, p99 %.2f ms, longest %.2f ms, %d hits, %d failures",
                sorted.length,
                millis(sorted, 0.5),
                millis(sorted, 0.99),
                millis(sorted, 1),
                hits(),
                failures());
    }

    private static double millis(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, part * sorted.length)] / 1e6;
    }

    @Override
    public void close() {
        stop = true;
        threads.shutdown();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
