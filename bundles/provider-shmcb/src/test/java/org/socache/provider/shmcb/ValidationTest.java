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

/** What the validation after the copy is for: the same load with it and without it. */
class ValidationTest {

    private static final long SIZE = 128 * 1024;

    /** More than there is room for: what is read has often been scrolled off meanwhile. */
    private static final int MANY = 24;

    /** So few that they stay, and are overwritten. */
    private static final int FEW = 8;

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
        boolean intact(long position, long stamp) {
            return true;
        }

        @Override
        boolean isChecked(int check, long hash, int idLength, long expiry, byte[] data) {
            return true;
        }
    }

    /** Believes what has not been scrolled off, whoever overwrote it. */
    private static final class VersionlessRing extends Ring {

        VersionlessRing(Memory memory, int start, int units) {
            super(memory, start, units);
        }

        @Override
        boolean intact(long position, long stamp) {
            return intact(position);
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

        @Override
        boolean intact(long position, long stamp) {
            return true;
        }
    }

    @Test
    void withoutValidation_tornReadsAreSeen() throws Exception {
        assertThat(tornReads(CredulousRing::new, MANY, Long.MAX_VALUE, 1))
                .as("torn reads: without any, the tests of this bundle prove nothing")
                .isPositive();
    }

    @Test
    void withoutVersions_readsTornByAnOverwriteAreSeen() throws Exception {
        assertThat(tornReads(VersionlessRing::new, FEW, Long.MAX_VALUE, 1)).isPositive();
    }

    @Test
    void withChecksumAlone_tornReadsBecomeMisses() throws Exception {
        assertThat(tornReads(HastyRing::new, MANY, 300_000, 1)).isZero();
        assertThat(damaged).as("entries the checksum found torn").isPositive();
    }

    @Test
    void withValidation_noneAreSeen_andTheChecksumHasNothingToDo() throws Exception {
        assertThat(tornReads(Ring::new, MANY, 150_000, 1)).isZero();
        assertThat(damaged).isZero();
        assertThat(tornReads(Ring::new, FEW, 150_000, 1)).isZero();
        assertThat(damaged).isZero();
    }

    /** Reads while another writes, until so many reads are made or so many torn ones are seen. */
    private long tornReads(Segment.RingMaker ring, int ids, long reads, long enough) throws Exception {
        Path path = directory.resolve("validation.cache");
        AtomicBoolean stop = new AtomicBoolean();
        long torn = 0;
        try (CacheInstance writing = open(path, Ring::new);
                CacheInstance reading = open(path, ring)) {
            Load load = new Load(writing, ids, LARGEST, 1);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int n = 0; !stop.get(); n = (n + 1) % ids) {
                    load.store(Load.id(n));
                }
            });
            long start = System.nanoTime();
            for (long n = 0; n < reads && torn < enough && System.nanoTime() - start < LIMIT_NANOS; n++) {
                torn += isTorn(reading, Load.id((int) (n % ids))) ? 1 : 0;
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
        return Worker.open(path, SIZE, new Segment.Parts(Memory::of, ring));
    }
}
