// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.RandomAccessFile;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;
import org.socache.api.spi.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;

/** A file truncated behind a process that uses it, in a process of its own: what an access to lost pages does is the JVM's. */
class TruncatedFileTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"load", "iterate", "clear", "status"})
    void fileTruncated_processLivesOnWithoutTheCache(String call) throws Exception {
        Path path = directory.resolve("truncated.cache");
        try (Child child = Child.start(Victim.class, path, call)) {
            assertThat(child.next()).isEqualTo("stored");
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(4096);
            }
            child.say("go");
            assertThat(child.next()).isEqualTo("alive, and the probe says closed");
            assertThat(child.await()).isZero();
        }
    }

    static final class Victim {

        private Victim() {}

        public static void main(String[] arguments) throws Exception {
            try (CacheInstance cache = Worker.open(Path.of(arguments[0]), 1 << 20, 0)) {
                Load load = new Load(cache, 100, 100, 1);
                for (int n = 0; n < 100; n++) {
                    load.store(Load.id(n));
                }
                System.out.println("stored");
                System.in.read();
                for (int n = 0; n < 10_000; n++) {
                    useIt(() -> call(arguments[1], cache, load));
                }
                System.out.println("alive, and the probe says " + probe(cache));
            }
        }

        private static void call(String call, CacheInstance cache, Load load) {
            switch (call) {
                case "load" -> load.step();
                case "iterate" -> ((Listable) cache).iterate(entry -> true);
                case "clear" -> ((Listable) cache).clear();
                default -> cache.status();
            }
        }

        /** On Java 17 the error may come later than the access, in code that has nothing to do with it. */
        private static void useIt(Runnable call) {
            try {
                call.run();
            } catch (InternalError late) {
                System.err.println("late: " + late.getMessage());
            } catch (ProviderException lost) {
                System.err.println("told: " + lost.getMessage());
            }
        }

        private static String probe(CacheInstance cache) {
            try {
                cache.probe();
                return "nothing";
            } catch (ProviderException tells) {
                return tells.getMessage().replaceAll(";.*", "");
            }
        }
    }
}
