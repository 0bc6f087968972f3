// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.http.disk.file.FaultyDisk;
import org.socache.http.disk.file.Tree;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.StoredResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.socache.http.disk.store.Samples.content;
import static org.socache.http.disk.store.Samples.key;
import static org.socache.http.disk.store.Samples.load;
import static org.socache.http.disk.store.Samples.put;

/** All that a storage does, over and over: each time another step of it fails, or is the last before a kill. */
class EachStepTest {

    private static final int KEYS = 5;

    private static final Limits SMALL = new Limits(1, 1_000_000, 128 * 1024, 3);

    @TempDir(factory = InMemory.class)
    private Path directory;

    /** A kill: from here on nothing reaches the disk. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** New, replaced, validated, removed, evicted, too large, given up; a walk at the end. */
    private static void work(DiskStorage storage) throws IOException {
        for (int i = 0; i < 3; i++) {
            put(storage, key(i), content(i, i == 0 ? 70_000 : 20_000));
        }
        put(storage, key(0), content(10, 10_000));
        StoredResponse stored = load(storage, key(1));
        if (stored != null) {
            String sum = stored.fields().first("X-Sum");
            storage.put(key(1), Samples.FOREVER, Samples.response(key(1), stored.body(), sum));
        }
        byte[] copied = content(11, 30_000);
        Body body = Body.of(ByteBuffer.wrap(copied));
        storage.put(key(2), Samples.FOREVER, Samples.response(key(2), body, Samples.sum(copied)));
        storage.remove(key(1));
        put(storage, key(3), content(12, 200_000));
        put(storage, key(1), content(13, 40_000));
        put(storage, key(3), content(14, 40_000));
        put(storage, key(4), content(15, 40_000));
        for (int i = 0; i < KEYS; i++) {
            Samples.get(storage, key(i));
        }
        storage.uses().writeDown(100);
        try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(false);
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static long bytes(Path root) throws IOException {
        long units = 0;
        for (Path file : files(root)) {
            units += Capacity.units(Files.size(file));
        }
        return units * Capacity.UNIT;
    }

    @Test
    void aStepThatFails_costsNoMoreThanItsEntry_andNothingIsCountedWrong() throws IOException {
        List<String> wrong = new ArrayList<>();
        int steps = Integer.MAX_VALUE;
        for (int n = 0; n < steps; n++) {
            Path root = Files.createDirectory(directory.resolve("fails" + n));
            FaultyDisk disk = FaultyDisk.of(root);
            DiskStorage storage = new DiskStorage(new Tree(disk.wrap(root), 2, 2), SMALL, new SteppingClock());
            int failing = n;
            int[] step = {0};
            String[] failed = {null};
            disk.weather((what, file) -> {
                if (step[0]++ == failing) {
                    failed[0] = what + " " + root.relativize(file);
                    throw new IOException("injected");
                }
            });
            try {
                work(storage);
            } catch (IOException walk) {
                failed[0] += " (walk)";
            } catch (RuntimeException | Error e) {
                wrong.add(n + " " + failed[0] + " threw " + e);
            }
            steps = failed[0] == null ? 0 : steps;
            disk.weather((what, file) -> {});
            if (Samples.countSound(storage, KEYS) < 2 && failed[0] == null) {
                wrong.add("nothing was kept though nothing failed");
            }
            storage.housekeeping().tidy();
            if (put(storage, key(0), content(16, 20_000)) < 0) {
                wrong.add(n + " " + failed[0] + ": does not work again");
            }
            if (storage.bytes() != bytes(root)) {
                wrong.add(n + " " + failed[0] + ": counted " + storage.bytes() + ", there are " + bytes(root) + " "
                        + files(root).stream().map(root::relativize).toList());
            }
        }
        assertThat(wrong.stream().map(s -> s.length() > 400 ? s.substring(0, 400) : s))
                .isEmpty();
    }

    @Test
    void aKillBeforeAnyStep_leavesNothingWrong_andNothingForEver() throws IOException {
        List<String> wrong = new ArrayList<>();
        int steps = Integer.MAX_VALUE;
        for (int n = 0; n < steps; n++) {
            Path root = Files.createDirectory(directory.resolve("kill" + n));
            FaultyDisk disk = FaultyDisk.of(root);
            DiskStorage storage = new DiskStorage(new Tree(disk.wrap(root), 2, 2), SMALL, new SteppingClock());
            int[] left = {n};
            String[] last = {null};
            disk.weather((what, file) -> {
                if (left[0]-- <= 0) {
                    last[0] = last[0] == null ? what + " " + root.relativize(file) : last[0];
                    throw new Killed();
                }
            });
            try {
                work(storage);
                steps = 0;
            } catch (Killed expected) {
                assertThat(last[0]).isNotNull();
            }
            for (Path file : files(root)) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
            }
            DiskStorage after = Samples.storage(root, SMALL);
            try (Upkeep upkeep = new Upkeep(after, InstantSource.system(), Duration.ofMinutes(1))) {
                upkeep.round(true);
                upkeep.round(false);
            }
            int sound = Samples.countSound(after, KEYS);
            if (after.bytes() != bytes(root) || files(root).size() != 2 * sound) {
                wrong.add(n + " " + last[0] + ": counted " + after.bytes() + ", there are " + bytes(root) + ", sound "
                        + sound + " "
                        + files(root).stream().map(root::relativize).toList());
            }
        }
        assertThat(wrong.stream().map(s -> s.length() > 400 ? s.substring(0, 400) : s))
                .isEmpty();
    }

    /** Goes on by three seconds at each look, so that nobody stands down for long. */
    private static final class SteppingClock implements InstantSource {

        private long now = System.currentTimeMillis();

        @Override
        public Instant instant() {
            now += 3000;
            return Instant.ofEpochMilli(now);
        }
    }
}
