// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.http.disk.file.Tree;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.StoredResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** Writers, readers, removers and the walk at once, over the same few entries, with room for half of them. */
class CrowdTest {

    private static final int KEYS = 24;
    private static final int DEEDS = 1000;
    private static final Limits LIMITS = new Limits(1, 100_000, 512 * 1024, 12);

    @TempDir(factory = InMemory.class)
    private Path root;

    private final AtomicBoolean working = new AtomicBoolean(true);

    private static void work(DiskStorage storage, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DEEDS; i++) {
            int key = random.nextInt(KEYS);
            switch (random.nextInt(8)) {
                case 0 -> storage.remove(Samples.key(key));
                case 1 -> validate(storage, key);
                case 2, 3, 4 ->
                    Samples.put(
                            storage, Samples.key(key), Samples.content(random.nextLong(), 1 + random.nextInt(90_000)));
                default -> read(storage, key);
            }
        }
    }

    private static void validate(DiskStorage storage, int key) {
        StoredResponse stored = Samples.load(storage, Samples.key(key));
        if (stored != null) {
            String sum = stored.fields().first("X-Sum");
            storage.put(Samples.key(key), Samples.FOREVER, Samples.response(Samples.key(key), stored.body(), sum));
        }
    }

    private static void read(DiskStorage storage, int key) {
        StoredResponse stored = Samples.load(storage, Samples.key(key));
        if (stored == null) {
            return;
        }
        try (Payload payload = stored.body().open()) {
            if (payload != null) {
                assertThat(Samples.sum(Samples.read(payload)))
                        .isEqualTo(stored.fields().first("X-Sum"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void walk(DiskStorage storage) throws IOException {
        try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(true);
            while (working.get()) {
                upkeep.round(false);
            }
        }
    }

    private List<Path> files(String end) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(end))
                    .toList();
        }
    }

    @Test
    void all_atOnce_leavesWhatIsCounted_andNothingWrong() throws Exception {
        DiskStorage storage = Samples.storage(root, LIMITS);
        ExecutorService crowd = Executors.newCachedThreadPool();
        Future<?> walks = crowd.submit(() -> {
            walk(storage);
            return null;
        });
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long seed = i;
            workers.add(crowd.submit(() -> work(storage, seed)));
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
        working.set(false);
        walks.get();
        crowd.shutdown();

        long units = 0;
        for (Path file : files("")) {
            units += Capacity.units(Files.size(file));
        }
        assertThat(storage.bytes()).isEqualTo(units * Capacity.UNIT).isLessThanOrEqualTo(LIMITS.bytes());
        assertThat(files(Tree.HEADER)).hasSize(storage.entries()).hasSizeLessThanOrEqualTo(LIMITS.entries());
        assertThat(files(Tree.DRAFT)).isEmpty();
        assertThat(Samples.countSound(storage, KEYS)).isEqualTo(storage.entries());
        for (Fault fault : List.of(Fault.DAMAGED_BODY, Fault.DAMAGED_HEADER, Fault.IO_ERROR, Fault.VANISHED)) {
            assertThat(storage.faults(fault)).as(fault.name()).isZero();
        }
    }
}
