// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * One process of a race: one contestant, one workload. Arguments: contestant, workload, entries, data length, threads,
 * seconds, directory. Says {@code ready} when it is filled, warms up when told, says {@code warm}; then measures and says a line
 * of numbers whenever told, until its input ends. All processes of a race warm up at once: what happens only when two of them
 * meet is to be compiled by then, too.
 *
 * <p>Seconds are of CPU time per thread, for measuring, and for each turn of warming up: on a busy machine a second on the
 * wall may not be enough to compile anything.
 */
public final class Runner {

    private static final int BATCH = 1600;
    private static final int TIMED_EVERY = 32;
    private static final int LATENCIES = 1 << 16;
    private static final double ZIPF = 0.99;

    /** Turns of warming up, at least and at most. */
    private static final int FEWEST_TURNS = 2;

    private static final int MOST_TURNS = 8;

    /** The compilers' share of a turn that is small enough to begin measuring: their time counts as the contestant's. */
    private static final double COMPILING = 0.02;

    private final Contestant contestant;
    private final String workload;
    private final int entries;
    private final byte[] data;

    private Runner(Contestant contestant, String workload, int entries, int dataLength) {
        this.contestant = contestant;
        this.workload = workload;
        this.entries = entries;
        this.data = new byte[dataLength];
    }

    /** What one thread counted. */
    private record Tally(long operations, long gets, long hits, long allocated, long[] latencies) {}

    public static void main(String[] arguments) throws Exception {
        int entries = Integer.parseInt(arguments[2]);
        int dataLength = Integer.parseInt(arguments[3]);
        int threads = Integer.parseInt(arguments[4]);
        double seconds = Double.parseDouble(arguments[5]);
        Contestants contestants = new Contestants(entries, dataLength, Path.of(arguments[6]));
        Contestant contestant = contestants.named(arguments[0]);
        Runner runner = new Runner(contestant, arguments[1], entries, dataLength);
        runner.fill();
        System.out.println("ready");
        System.in.read();
        runner.warmUp(threads, seconds);
        System.out.println("warm");
        while (System.in.read() >= 0) {
            System.out.println(runner.measure(threads, seconds));
        }
        contestant.close();
        System.exit(0);
    }

    private void fill() {
        Ids ids = Ids.uniform(0, 1, 0);
        for (int number = 0; number < entries; number++) {
            contestant.put(ids.of(number), data);
        }
    }

    private void warmUp(int threads, double seconds) throws Exception {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        double share = 1;
        for (int turn = 0; turn < FEWEST_TURNS || share > COMPILING && turn < MOST_TURNS; turn++) {
            long before = compilers.getTotalCompilationTime();
            run(threads, seconds);
            share = (compilers.getTotalCompilationTime() - before) / (1e3 * threads * seconds);
        }
    }

    private String measure(int threads, double seconds) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        List<Tally> tallies = run(threads, seconds);
        long spent = system.getProcessCpuTime() - cpu;
        long operations = tallies.stream().mapToLong(tally -> tally.operations).sum();
        long gets = tallies.stream().mapToLong(tally -> tally.gets).sum();
        long hits = tallies.stream().mapToLong(tally -> tally.hits).sum();
        long allocated = tallies.stream().mapToLong(tally -> tally.allocated).sum();
        long[] latencies = tallies.stream()
                .flatMapToLong(tally -> Arrays.stream(tally.latencies))
                .sorted()
                .toArray();
        return String.format(
                "%d %d %.4f %d %d %.1f",
                operations,
                spent,
                gets == 0 ? 1.0 : (double) hits / gets,
                latencies[latencies.length / 2],
                latencies[(int) (latencies.length * 0.99)],
                (double) allocated / operations);
    }

    private List<Tally> run(int threads, double seconds) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<Tally>> running = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            long seed = ProcessHandle.current().pid() * 31 + thread;
            running.add(executor.submit(() -> work(ids(seed), (long) (seconds * 1e9))));
        }
        List<Tally> tallies = new ArrayList<>();
        for (Future<Tally> each : running) {
            tallies.add(each.get());
        }
        executor.shutdown();
        return tallies;
    }

    private Ids ids(long seed) {
        return switch (workload) {
            case "mix", "zipf-hit" -> Ids.zipf(entries, ZIPF, seed);
            case "miss" -> Ids.uniform(entries, entries, seed);
            default -> Ids.uniform(0, entries, seed);
        };
    }

    /** Counts in variables of its own: no two threads write to one line of the processor's cache. */
    private Tally work(Ids ids, long cpuNanos) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int putEvery = workload.equals("mix") ? 10 : workload.equals("store") ? 1 : Integer.MAX_VALUE;
        boolean storing = workload.equals("store");
        long[] latencies = new long[LATENCIES];
        int timed = 0;
        int operations = 0;
        int gets = 0;
        int hits = 0;
        long before = threads.getCurrentThreadAllocatedBytes();
        long end = threads.getCurrentThreadCpuTime() + cpuNanos;
        while (threads.getCurrentThreadCpuTime() < end) {
            for (int n = 1; n <= BATCH; n++) {
                byte[] id = ids.drawn(operations + n);
                boolean isPut = n % putEvery == 0;
                boolean isTimed = n % TIMED_EVERY == 0 && isPut == storing;
                long start = isTimed ? System.nanoTime() : 0;
                if (isPut) {
                    contestant.put(id, data);
                } else {
                    gets++;
                    hits += contestant.get(id) == null ? 0 : 1;
                }
                if (isTimed) {
                    latencies[timed++ & LATENCIES - 1] = System.nanoTime() - start;
                }
            }
            operations += BATCH;
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        return new Tally(operations, gets, hits, allocated, Arrays.copyOf(latencies, Math.min(timed, LATENCIES)));
    }
}
