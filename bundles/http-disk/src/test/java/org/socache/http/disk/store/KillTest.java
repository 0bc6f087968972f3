// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.http.disk.file.Tree;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes killed while they write, replace, remove and clean leave nothing that is served wrong, and nothing for ever. */
class KillTest {

    /** The whole count of the issue takes minutes: {@code -Dsocache.kills=200}. */
    private static final int KILLS = Integer.getInteger("socache.kills", 8);

    private static final int KEYS = 60;

    @TempDir
    private Path root;

    /** What is killed: writes, replaces and removes until then, under a limit that makes it clean all the time. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] arguments) throws IOException {
            Path root = Path.of(arguments[0]);
            Random random = new Random(Long.parseLong(arguments[1]));
            DiskStorage storage = Samples.storage(root, new Limits(1, 1_000_000, 4_000_000, 1000));
            Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMinutes(1));
            upkeep.round(true);
            // however soon it is killed, there is something to lose
            Samples.put(storage, Samples.key(0), Samples.content(random.nextLong(), 20_000));
            Files.createFile(root.resolve("ready"));
            while (true) {
                int key = random.nextInt(KEYS);
                int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 900_000 : 20_000);
                if (random.nextInt(10) == 0) {
                    storage.remove(Samples.key(key));
                } else {
                    Samples.put(storage, Samples.key(key), Samples.content(random.nextLong(), length));
                }
                if (random.nextInt(100) == 0) {
                    upkeep.round(false);
                }
            }
        }
    }

    @Test
    void killedProcess_leavesNothingWrong() throws Exception {
        Random random = new Random(1);
        for (int kill = 0; kill < KILLS; kill++) {
            Path ready = root.resolve("ready");
            Files.deleteIfExists(ready);
            Process victim = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xshare:auto",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Victim.class.getName(),
                            root.toString(),
                            Integer.toString(kill))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> Files.exists(ready));
                victim.waitFor(random.nextInt(200_000), TimeUnit.MICROSECONDS);
                assertThat(victim.isAlive()).isTrue();
            } finally {
                victim.destroyForcibly().waitFor();
            }
            assertThat(Samples.countSound(Samples.storage(root), KEYS)).isPositive();
        }
        Files.delete(root.resolve("ready"));
        assertAllIsCleaned();
    }

    private void assertAllIsCleaned() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
            }
        }
        DiskStorage after = Samples.storage(root);
        try (Upkeep upkeep = new Upkeep(after, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(false);
        }
        int sound = Samples.countSound(after, KEYS);
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            assertThat(files).hasSize(2 * sound);
            assertThat(files).noneMatch(file -> file.toString().endsWith(Tree.DRAFT));
        }
    }
}
