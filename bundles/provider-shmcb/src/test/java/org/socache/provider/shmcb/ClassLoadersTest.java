// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.InstantSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.Hints;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.OpenContext;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A refreshed bundle: new classes, same JVM, same segment, while instances of the old ones are still open. */
class ClassLoadersTest {

    private static final byte[] ID = "an id".getBytes(UTF_8);

    @TempDir
    Path directory;

    /** Loads this bundle's classes anew, and leaves all others to the parent. */
    private static final class Refreshed extends URLClassLoader {

        Refreshed(URL classes) {
            super(new URL[] {classes}, Refreshed.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith("org.socache.provider.shmcb.")) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
                return super.loadClass(name, resolve);
            }
        }
    }

    @Test
    void oldAndNewClasses_shareSegmentAndLocks_andOneClosingDoesNotKillTheOther() throws Exception {
        URL classes = ShmcbProvider.class.getProtectionDomain().getCodeSource().getLocation();
        OpenContext context = new OpenContext("test", Hints.NONE, InstantSource.system(), directory, directory);
        String argument = directory.resolve("shared.cache") + "(256K)";
        try (Refreshed refreshed = new Refreshed(classes);
                CacheInstance old = new ShmcbProvider().open(argument, context)) {
            CacheProvider renewed = (CacheProvider) refreshed
                    .loadClass(ShmcbProvider.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            CacheInstance fresh = renewed.open(argument, context);
            assertThat(fresh.getClass()).isNotEqualTo(old.getClass());
            assertThat(fresh.store(ID, System.currentTimeMillis() + 60_000, ID).stored())
                    .isTrue();
            assertThat(old.retrieve(ID)).isEqualTo(ID);

            fresh.close();

            String member = old.getClass().getName();
            assertThat(livesFor(argument))
                    .as("%s, asked from another process", member)
                    .isTrue();
        }
    }

    /** Whether a process of its own finds the first place of the lock file taken, and so takes the second. */
    private static boolean livesFor(String argument) throws Exception {
        Path path = Path.of(argument.substring(0, argument.lastIndexOf('(')));
        try (Child child = Child.start(Asker.class, path)) {
            return child.next().equals("0 alive");
        }
    }

    /** Tells whether member 0 lives. */
    static final class Asker {

        private Asker() {}

        public static void main(String[] arguments) throws Exception {
            try (LockFile file = LockFile.open(Path.of(arguments[0]))) {
                System.out.println(file.isDead(0, 1) ? "0 dead" : "0 alive");
            }
        }
    }
}
