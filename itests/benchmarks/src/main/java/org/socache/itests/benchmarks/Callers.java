// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import com.sun.management.OperatingSystemMXBean;
import org.HdrHistogram.Histogram;

/**
 * A number of threads that each ask a contestant one thing after the other: nine lookups to one store. All look up all ids,
 * and each stores its own share, since what two writers of one id do to each other is not the question here.
 */
final class Callers implements AutoCloseable {

    /** Entries, all of them stored before the race: lookups have to be hits. */
    static final int ENTRIES = 1_024;

    /** One lookup in so many may come when distcache has removed the old value and not yet added the new one. */
    private static final int MISS_IN = 50;

    private static final int STORE_EVERY = 10;
    private static final long SLOWEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final int count;
    private final ExecutorService threads;
    private final LongAdder misses = new LongAdder();

    Callers(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count);
    }

    /**
     * What they achieved in one slice of time.
     *
     * @param perSecond operations of all callers
     * @param p50 median latency in nanoseconds
     * @param p99 99th percentile of the latency in nanoseconds
     * @param cpu nanoseconds of CPU time of this process per operation
     */
    record Slice(double perSecond, double p50, double p99, double cpu) {}

    /** Races for that long, and checks that every lookup was answered. */
    Slice race(Contestant contestant, byte[] data, double seconds) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        List<Future<Histogram>> running = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            int caller = n;
            running.add(threads.submit(() -> call(contestant, data, caller, end)));
        }
        Histogram all = new Histogram(SLOWEST_NANOS, 3);
        for (Future<Histogram> each : running) {
            all.add(each.get());
        }
        long took = System.nanoTime() - start;
        long operations = all.getTotalCount();
        if (misses.sumThenReset() > operations / MISS_IN) {
            throw new IllegalStateException(
                    "too many lookups missed; numbers of a cache that does not answer mean nothing");
        }
        return new Slice(
                operations * 1e9 / took,
                all.getValueAtPercentile(50),
                all.getValueAtPercentile(99),
                (double) (system.getProcessCpuTime() - cpu) / operations);
    }

    private Histogram call(Contestant contestant, byte[] data, int caller, long end) {
        Ids ids = Ids.uniform(0, 1, 0);
        SplittableRandom random = new SplittableRandom(end + caller);
        Histogram nanos = new Histogram(SLOWEST_NANOS, 3);
        long before = System.nanoTime();
        for (int n = random.nextInt(STORE_EVERY); before < end; n++) {
            int number = random.nextInt(ENTRIES);
            if (n % STORE_EVERY == 0) {
                contestant.put(ids.of(number - number % count + caller), data);
            } else {
                byte[] found = contestant.get(ids.of(number));
                if (found == null || found.length != data.length) {
                    misses.increment();
                }
            }
            long after = System.nanoTime();
            nanos.recordValue(Math.min(after - before, SLOWEST_NANOS));
            before = after;
        }
        return nanos;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
