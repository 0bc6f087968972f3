// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.socache.api.Hints;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.provider.shmcb.ShmcbProvider;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Hit rates of shmcb beside LRU and FIFO of as many entries as its ring has room for, on generated traces; a miss is
 * followed by a store. Arguments: directory for segments, file for results.
 */
public final class EvictionRates {

    private static final int DISTINCT = 100_000;
    private static final int REQUESTS = 2_000_000;
    private static final int DATA_LENGTH = 64;
    private static final int ENTRY_BYTES = 32 + Ids.LENGTH + DATA_LENGTH;
    private static final double INDEX_AND_SPARE = 1.13;
    private static final double PERCENT = 100;

    /** What is asked for, one number after the other. */
    @FunctionalInterface
    private interface Trace {
        int next();
    }

    private final Path directory;
    private final List<String> ratios = new ArrayList<>();

    private EvictionRates(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        EvictionRates rates = new EvictionRates(Path.of(arguments[0]));
        System.out.printf("%nhit rates in %%%n%-28s %8s %8s %8s %8s%n", "", "room", "shmcb", "LRU", "FIFO");
        for (int share : new int[] {100, 10}) {
            for (double exponent : new double[] {0.7, 0.9, 1.0, 1.2}) {
                rates.compare("zipf-" + exponent, exponent, 0, DISTINCT / share);
            }
            rates.compare("zipf-0.9-30%-one-hit", 0.9, 0.3, DISTINCT / share);
        }
        Path results = Path.of(arguments[1]);
        Files.createDirectories(results.getParent());
        Files.write(results, rates.ratios, UTF_8);
        System.exit(0);
    }

    private void compare(String name, double exponent, double oneHit, int room) throws Exception {
        double ours = shmcb(trace(exponent, oneHit), room);
        double lru = map(trace(exponent, oneHit), room, true);
        double fifo = map(trace(exponent, oneHit), room, false);
        System.out.printf("%-28s %8d %8.1f %8.1f %8.1f%n", name, room, ours, lru, fifo);
        for (String line : new String[] {
            String.format("ratio shmcb-hits-%s-of-%d lru %.3f", name, room, ours / lru),
            String.format("ratio shmcb-hits-%s-of-%d fifo %.3f", name, room, ours / fifo)
        }) {
            System.out.println(line);
            ratios.add(line);
        }
    }

    private static Trace trace(double exponent, double oneHit) {
        ZipfNumbers numbers = new ZipfNumbers(DISTINCT, exponent, 1);
        SplittableRandom random = new SplittableRandom(2);
        int[] fresh = {DISTINCT};
        return () -> random.nextDouble() < oneHit ? fresh[0]++ : numbers.next();
    }

    private static double map(Trace trace, int room, boolean byAccess) {
        Map<Integer, Boolean> map = new LinkedHashMap<>(room * 2, 0.75f, byAccess) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                return size() > room;
            }
        };
        int hits = 0;
        for (int n = 0; n < REQUESTS; n++) {
            Integer number = trace.next();
            if (map.get(number) == null) {
                map.put(number, true);
            } else {
                hits++;
            }
        }
        return PERCENT * hits / REQUESTS;
    }

    private double shmcb(Trace trace, int room) throws Exception {
        Path place = Files.createTempDirectory(directory, "rates");
        int hits = 0;
        try (CacheInstance cache = open(place, room)) {
            long expiry = System.currentTimeMillis() + 3_600_000;
            byte[] data = new byte[DATA_LENGTH];
            Ids ids = Ids.uniform(0, 1, 0);
            for (int n = 0; n < REQUESTS; n++) {
                byte[] id = ids.of(trace.next());
                if (cache.retrieve(id) == null) {
                    cache.store(id, expiry, data);
                } else {
                    hits++;
                }
            }
        }
        return PERCENT * hits / REQUESTS;
    }

    /** A segment whose ring has room for so many entries, to within a percent or two in our disfavour. */
    private static CacheInstance open(Path place, int room) throws Exception {
        long size = (long) (room * ENTRY_BYTES * INDEX_AND_SPARE);
        OpenContext context =
                new OpenContext("rates", new Hints(Ids.LENGTH, DATA_LENGTH, 0), InstantSource.system(), place, place);
        CacheInstance cache = new ShmcbProvider().open(place.resolve("segment") + "(" + size + ")", context);
        System.out.printf("ring of %d entries, ", cache.status().bytesCapacity() / ENTRY_BYTES);
        return cache;
    }
}
