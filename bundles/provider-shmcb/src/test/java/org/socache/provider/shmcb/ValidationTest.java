// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.Hints;
import org.socache.api.spi.CacheInstance;
import org.socache.tck.Stamped;

import static org.assertj.core.api.Assertions.assertThat;

/** What the validation after the copy is for: the same load with it and without it. */
class ValidationTest {

    private static final long SIZE = 128 * 1024;
    private static final int IDS = 24;
    private static final int LARGEST = 16 * 1024;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    Path directory;

    private long damaged;

    /** Believes everything it reads. */
    private static final class CredulousRing extends Ring {

        CredulousRing(Memory memory, int start, int units) {
            super(memory, start, units);
        }

        @Override
        boolean intact(long position) {
            return true;
        }

        @Override
        boolean isChecked(int check, long hash, int idLength, long expiry, byte[] data) {
            return true;
        }
    }

    /** Believes its checksum, and nothing else. */
    private static final class HastyRing extends Ring {

        HastyRing(Memory memory, int start, int units) {
            super(memory, start, units);
        }

        @Override
        boolean intact(long position) {
            return true;
        }
    }

    @Test
    void withoutValidation_tornReadsAreSeen() throws Exception {
        assertThat(tornReads(CredulousRing::new, Long.MAX_VALUE, 1))
                .as("torn reads: without any, the tests of this bundle prove nothing")
                .isPositive();
    }

    @Test
    void withChecksumAlone_tornReadsBecomeMisses() throws Exception {
        assertThat(tornReads(HastyRing::new, 300_000, 1)).isZero();
        assertThat(damaged).as("entries the checksum found torn").isPositive();
    }

    @Test
    void withValidation_noneAreSeen_andTheChecksumHasNothingToDo() throws Exception {
        assertThat(tornReads(Ring::new, 300_000, 1)).isZero();
        assertThat(damaged).isZero();
    }

    /** Reads while another writes, until so many reads are made or so many torn ones are seen. */
    private long tornReads(Segment.RingMaker ring, long reads, long enough) throws Exception {
        Path path = directory.resolve("validation.cache");
        AtomicBoolean stop = new AtomicBoolean();
        long torn = 0;
        try (CacheInstance writing = open(path, Ring::new);
                CacheInstance reading = open(path, ring)) {
            Load load = new Load(writing, IDS, LARGEST, 1);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int n = 0; !stop.get(); n = (n + 1) % IDS) {
                    load.store(Load.id(n));
                }
            });
            long start = System.nanoTime();
            for (long n = 0; n < reads && torn < enough && System.nanoTime() - start < LIMIT_NANOS; n++) {
                torn += isTorn(reading, Load.id((int) (n % IDS))) ? 1 : 0;
            }
            stop.set(true);
            writer.get(10, TimeUnit.SECONDS);
            damaged = reading.status().details().get("CacheDamagedCount");
        }
        return torn;
    }

    private static boolean isTorn(CacheInstance cache, byte[] id) {
        byte[] data = cache.retrieve(id);
        try {
            if (data != null) {
                Stamped.verify(id, data);
            }
            return false;
        } catch (AssertionError | RuntimeException torn) {
            return true;
        }
    }

    private static CacheInstance open(Path path, Segment.RingMaker ring) throws Exception {
        Segment segment = Segment.open(
                path, SIZE, Hints.NONE, "test", InstantSource.system(), new Segment.Parts(Memory::new, ring));
        return new ShmcbInstance(segment, Hints.NONE, InstantSource.system());
    }
}
