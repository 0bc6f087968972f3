// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.tck.Stamped;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A process with the cache open and under load dies by kill -9; what the next one finds. */
@Timeout(120)
class DbmKillTest {

    private static final int IDS = 2_000;
    private static final int ROUNDS = 6;
    private static final long FAR =
            InstantSource.system().millis() + Duration.ofDays(1).toMillis();

    @TempDir
    Path directory;

    @Test
    void open_afterKill_keepsContentOrSetsItAside_andServesNothingCorrupt() throws Exception {
        int kept = 0;
        for (int round = 0; round < ROUNDS; round++) {
            killUnderLoad(round * 130L);
            CacheInstance cache = open(directory);
            int found = 0;
            for (int n = 0; n < IDS; n++) {
                byte[] data = cache.retrieve(id(n));
                if (data != null) {
                    Stamped.verify(id(n), data);
                    found++;
                }
            }
            long setAside = cache.status().details().get("FilesSetAside");
            assertThat(found > 0 || setAside == 1)
                    .as("found %d, set aside %d", found, setAside)
                    .isTrue();
            kept += found > 0 ? 1 : 0;
            cache.close();
        }
        assertThat(kept)
                .as("rounds of %d after which content was there", ROUNDS)
                .isPositive();
    }

    @Test
    void open_fileOfAnotherProcess_isRefusedWithItsNumber() throws Exception {
        Process other = startWriter();
        try {
            await().until(() -> Files.exists(directory.resolve("ready")));

            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(InvalidSpecificationException.class)
                    .hasMessageContaining("in use by process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    private void killUnderLoad(long millisAfterFirstCommit) throws Exception {
        Files.deleteIfExists(directory.resolve("ready"));
        Process writer = startWriter();
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(directory.resolve("ready")));
        writer.waitFor(millisAfterFirstCommit, TimeUnit.MILLISECONDS);
        writer.destroyForcibly().waitFor();
    }

    private Process startWriter() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("writer.log").toFile())
                .start();
    }

    private static CacheInstance open(Path directory) throws InvalidSpecificationException {
        return new DbmProvider(Map.of())
                .open(
                        "killed(64M)",
                        new OpenContext(
                                "kill", Hints.NONE, InstantSource.system(), directory, directory.resolve("data")));
    }

    private static byte[] id(int n) {
        return ("entry " + n).getBytes(UTF_8);
    }

    /** The process that is killed. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            CacheInstance cache = open(directory);
            for (long version = 1; ; version++) {
                int n = ThreadLocalRandom.current().nextInt(IDS);
                int length = ThreadLocalRandom.current().nextInt(20_000);
                cache.store(id(n), FAR, Stamped.data(id(n), version, length));
                if (version % 1_000 == 0
                        && !Files.exists(directory.resolve("ready"))
                        && cache.status().details().get("FileLength") > 4 << 20) {
                    Files.createFile(directory.resolve("ready"));
                }
            }
        }
    }
}
