// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.util.Arrays;
import java.util.Random;

import org.socache.api.spi.CacheInstance;
import org.socache.tck.Stamped;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Stores, retrieves and removes at random, and verifies every byte it reads. Seven of eight stores have the length that is
 * usual for their id, so that many overwrite what is there.
 */
final class Load {

    private final CacheInstance cache;
    private final int ids;
    private final int largest;
    private final Random random;
    private long[] latencies = new long[1 << 12];
    private int measured;
    long reads;
    long hits;
    long stores;
    long refused;

    Load(CacheInstance cache, int ids, int largest, long seed) {
        this.cache = cache;
        this.ids = ids;
        this.largest = largest;
        this.random = new Random(seed);
    }

    static byte[] id(int n) {
        return String.format("id-%013d", n).getBytes(US_ASCII);
    }

    void step() {
        byte[] id = id(random.nextInt(ids));
        int kind = random.nextInt(10);
        if (kind < 6) {
            retrieve(id);
        } else if (kind < 9) {
            store(id);
        } else {
            cache.remove(id);
        }
    }

    void retrieve(byte[] id) {
        long start = System.nanoTime();
        byte[] data = cache.retrieve(id);
        measure(System.nanoTime() - start);
        reads++;
        if (data != null) {
            hits++;
            Stamped.verify(id, data);
        }
    }

    void store(byte[] id) {
        int length =
                random.nextInt(8) == 0 ? random.nextInt(largest) : Math.floorMod(Arrays.hashCode(id) * 31, largest);
        byte[] data = Stamped.data(id, random.nextLong(), length);
        stores++;
        if (!cache.store(id, System.currentTimeMillis() + 60_000, data).stored()) {
            refused++;
        }
    }

    private void measure(long nanos) {
        latencies[measured++ & latencies.length - 1] = nanos;
    }

    /** Nanoseconds that 99 % of the last retrieves took at most. */
    long p99() {
        int count = Math.min(measured, latencies.length);
        long[] sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[count * 99 / 100];
    }
}
