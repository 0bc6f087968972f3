// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.socache.api.spi.CacheInstance;
import org.socache.tck.Stamped;

import static org.assertj.core.api.Assertions.assertThat;

/** More than the 2 GiB that one mapping, or an int, can reach: {@code -Dshmcb.large=3} for a segment of so many GiB in memory. */
@EnabledIfSystemProperty(named = "shmcb.large", matches = "[0-9]+")
class LargeSegmentTest {

    private static final long SIZE = Long.getLong("shmcb.large", 0) << 30;
    private static final int LENGTH = 64 * 1024;
    private static final double FILLED = 0.9;
    private static final int IDS = (int) (SIZE * FILLED / LENGTH);

    @Test
    void segmentBeyondTwoGiB_allOfItIsStoredAndReadBackByAnother() throws Exception {
        Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "large");
        Path path = directory.resolve("large.cache");
        long bytes = 0;
        try (CacheInstance writing = Worker.open(path, SIZE, 0);
                CacheInstance reading = Worker.open(path, SIZE, 0)) {
            for (int n = 0; n < IDS; n++) {
                byte[] id = Load.id(n);
                assertThat(writing.store(id, Long.MAX_VALUE, Stamped.data(id, n, LENGTH))
                                .stored())
                        .isTrue();
            }
            for (int n = 0; n < IDS; n++) {
                byte[] data = reading.retrieve(Load.id(n));
                if (data != null) {
                    assertThat(Stamped.verify(Load.id(n), data)).isEqualTo(n);
                    bytes += data.length;
                }
            }
            System.out.printf(
                    "%d GiB: %d values of %d bytes stored, %d MiB read back%n", SIZE >> 30, IDS, LENGTH, bytes >> 20);
            assertThat(Files.size(path)).isGreaterThan(SIZE * 99 / 100);
        } finally {
            Files.deleteIfExists(path);
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + ".lock"));
            Files.delete(directory);
        }
        // subcaches fill unevenly, so that some have to let go of a few
        assertThat(bytes).isGreaterThan((long) IDS * LENGTH * 95 / 100);
    }
}
