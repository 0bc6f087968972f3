// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.ConcurrentHistogram;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.ProviderException;
import org.socache.tck.Stamped;

/**
 * Callers that store and retrieve without a pause while a test does things to the server. They accept what the contract
 * lets a provider do without its server, and nothing else; after a failure they take breath, as calls that end at once would
 * leave no processor to those that recover, and hide the slow ones among their millions.
 */
public final class Load implements AutoCloseable {

    private static final int IDS = 200;
    private static final long BREATH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final CacheInstance cache;
    private final ExecutorService callers;
    private final ConcurrentHistogram micros = new ConcurrentHistogram(3);
    private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicLong versions = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean stopped;

    private Load(CacheInstance cache, int threads) {
        this.cache = cache;
        this.callers = Executors.newFixedThreadPool(threads);
    }

    /** Begins at once. */
    public static Load on(CacheInstance cache, int threads) {
        Load load = new Load(cache, threads);
        for (int n = 0; n < threads; n++) {
            load.callers.execute(load::run);
        }
        return load;
    }

    /** Lookups that found something, so far. */
    public long hits() {
        return hits.get();
    }

    /** Calls that failed as the contract allows, so far. */
    public long failures() {
        return failures.get();
    }

    /** What a provider must not do, as it happened. */
    public List<Throwable> surprises() {
        return List.copyOf(surprises);
    }

    /** Forgets how long calls took. */
    public void resetTimes() {
        micros.reset();
    }

    /** How long the slowest of that share of the calls took, for instance 0.99. */
    public Duration percentile(double share) {
        return Duration.of(micros.getValueAtPercentile(100 * share), ChronoUnit.MICROS);
    }

    /** Waits for the callers; none may be stuck. */
    @Override
    public void close() {
        stopped = true;
        callers.shutdown();
        try {
            if (!callers.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("a caller is stuck inside the cache");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            long failed = failures.get();
            byte[] id = ("load-" + ThreadLocalRandom.current().nextInt(IDS)).getBytes(StandardCharsets.US_ASCII);
            timed(() -> {
                long expiry = InstantSource.system().millis() + 60_000;
                if (!cache.store(id, expiry, Stamped.data(id, versions.incrementAndGet(), 300))
                        .stored()) {
                    failures.incrementAndGet();
                }
            });
            timed(() -> {
                byte[] data = cache.retrieve(id);
                if (data != null) {
                    Stamped.verify(id, data);
                    hits.incrementAndGet();
                }
            });
            if (failures.get() > failed) { // of whichever caller
                LockSupport.parkNanos(BREATH_NANOS);
            }
        }
    }

    private void timed(Runnable call) {
        long start = System.nanoTime();
        try {
            call.run();
        } catch (ProviderException allowed) {
            failures.incrementAndGet();
        } catch (RuntimeException | Error surprise) {
            surprises.add(surprise);
        }
        micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
    }
}
