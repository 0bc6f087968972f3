// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class SealingKeysTest {

    @TempDir
    Path directory;

    private Path file;
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final InstantSource clock = () -> now;

    @BeforeEach
    void file() {
        file = directory.resolve("etc").resolve("session.keys");
    }

    @Test
    void open_withoutAFile_makesOneThatOnlyTheOwnerReads() throws IOException {
        SealingKeys keys = new SealingKeys(file, clock);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(new SealingKeys(file, clock).current()).isEqualTo(keys.current());
        assertThat(file.getParent())
                .isDirectoryContaining("glob:**/session.keys")
                .isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void open_byManyNodesAtOnce_givesThemOneKey() throws Exception {
        try (var pool = new Pool(8)) {
            List<Future<Integer>> ids =
                    pool.all(8, () -> new SealingKeys(file, clock).current().id());
            int first = ids.get(0).get();
            for (Future<Integer> id : ids) {
                assertThat(id.get()).isEqualTo(first);
            }
        }
    }

    private record Pool(java.util.concurrent.ExecutorService threads) implements AutoCloseable {
        Pool(int size) {
            this(Executors.newFixedThreadPool(size));
        }

        <T> List<Future<T>> all(int times, Callable<T> task) throws InterruptedException {
            return threads.invokeAll(java.util.Collections.nCopies(times, task));
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }

    @Test
    void open_ofAFileThatOthersMayRead_isRefused() throws IOException {
        new SealingKeys(file, clock);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatIOException()
                .isThrownBy(() -> new SealingKeys(file, clock))
                .withMessageContaining("rw-r-----")
                .withMessageContaining("chmod 600");
    }

    @Test
    void open_ofADamagedFile_isRefused() throws IOException {
        new SealingKeys(file, clock);
        List<String> good = Files.readAllLines(file);
        String line = good.get(1);
        char last = line.charAt(20);
        String changed = line.substring(0, 20) + (last == 'A' ? 'B' : 'A') + line.substring(21);
        for (List<String> bad : List.of(
                List.<String>of(),
                List.of(good.get(0)),
                List.of("# something else", line),
                List.of(good.get(0), changed),
                List.of(good.get(0), line, ""),
                List.of(good.get(0), "nonsense"))) {
            Files.write(file, bad);
            assertThatIOException()
                    .as("%s", bad)
                    .isThrownBy(() -> new SealingKeys(file, clock))
                    .withMessageContaining(file.toString());
        }
    }

    @Test
    void rotate_onOneNode_isSeenByTheOtherWithinASecond() throws IOException {
        SealingKeys a = new SealingKeys(file, clock);
        SealingKeys b = new SealingKeys(file, clock);
        SealingKeys.Key old = a.current();
        a.rotate();
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(now.plusSeconds(7)));
        now = now.plusSeconds(1);
        assertThat(b.current()).isEqualTo(a.current()).isNotEqualTo(old);
        assertThat(b.find(old.id())).isEqualTo(old);
    }

    @Test
    void reload_ofAFileThatBroke_keepsTheKeys() throws IOException {
        SealingKeys keys = new SealingKeys(file, clock);
        SealingKeys.Key before = keys.current();
        Files.write(file, List.of("broken"));
        now = now.plusSeconds(1);
        assertThat(keys.current()).isEqualTo(before);
    }
}
