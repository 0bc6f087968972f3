// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.socache.http.disk.store.Samples.content;
import static org.socache.http.disk.store.Samples.get;
import static org.socache.http.disk.store.Samples.key;
import static org.socache.http.disk.store.Samples.put;

/** A disk that is full, read-only or gone: as if there were no cache, until it works again. */
class TroubleTest {

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());

    @TempDir
    private Path directory;

    private Path root;
    private boolean mounted;
    private DiskStorage storage;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(directory.resolve("mount"));
        storage = new DiskStorage(new Tree(root, 2, 2), Samples.LIMITS, clock);
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", root.toString());
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    /** Some megabytes of memory as a file system of its own; only the superuser can have that. */
    private void mount(String size) throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", root.toString());
    }

    private void smallDisk(String size) throws Exception {
        mount(size);
        Assumptions.assumeTrue(mounted, "not run: a full disk is a small one, and only the superuser can mount that");
    }

    /** The superuser may write whatever permissions say, everybody else can mount nothing. */
    private void makeReadOnly(boolean readOnly) throws Exception {
        if (mounted) {
            assertThat(run("mount", "-o", "remount," + (readOnly ? "ro" : "rw"), root.toString()))
                    .isTrue();
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(readOnly ? "r-xr-xr-x" : "rwxr-xr-x"));
            }
        }
    }

    @Test
    void fullDisk_standsDown_andRecovers() throws Exception {
        smallDisk("2m");
        assertThat(put(storage, key(0), content(0, 500_000))).isPositive();
        assertThat(put(storage, key(1), content(1, 3_000_000))).isEqualTo(-1);

        assertThat(storage.trouble()).isEqualTo(Fault.FULL);
        assertThat(storage.faults(Fault.FULL)).isEqualTo(1);
        assertThat(get(storage, key(0))).isEqualTo(content(0, 500_000));
        assertThat(put(storage, key(2), content(2, 1000))).isEqualTo(-1);
        assertThat(storage.faults(Fault.STOOD_DOWN)).isEqualTo(1);
        now.addAndGet(2000);
        assertThat(put(storage, key(2), content(2, 1000))).isPositive();
        assertThat(storage.trouble()).isNull();
        assertThat(get(storage, key(1))).isNull();
        assertThat(get(storage, key(2))).isEqualTo(content(2, 1000));
    }

    @Test
    void diskThatIsSmallerThanTheLimit_isTakenForTheLimit_untilItHasMoreRoom() throws Exception {
        smallDisk("16m");

        assertThat(wholeOf(200)).isGreaterThan(180);
        assertThat(storage.faults(Fault.FULL)).isBetween(1L, 3L);
        assertThat(storage.evictions()).isGreaterThan(150);
        int entries = storage.entries();

        assertThat(run("mount", "-o", "remount,size=32m", root.toString())).isTrue();
        storage.housekeeping().lookForRoom();
        wholeOf(200);
        assertThat(storage.entries()).isGreaterThan(entries * 3 / 2);
    }

    @Test
    void diskThatOthersHaveFilled_isUsedAgainAsSoonAsItHasRoom() throws Exception {
        smallDisk("16m");
        Path others = Files.write(root.resolve("others"), new byte[(16 << 20) - 65_536]);
        assertThat(put(storage, key(0), content(0, 100_000))).isEqualTo(-1);
        assertThat(storage.faults(Fault.FULL)).isPositive();
        now.addAndGet(2000);
        storage.housekeeping().lookForRoom();
        assertThat(put(storage, key(0), content(0, 100_000))).isEqualTo(-1);

        Files.delete(others);
        now.addAndGet(2000);
        storage.housekeeping().lookForRoom();

        assertThat(put(storage, key(0), content(0, 100_000))).isPositive();
        assertThat(storage.trouble()).isNull();
    }

    /** Puts that many entries one after the other, and tells how many there were just after that. */
    private int wholeOf(int count) {
        int whole = 0;
        for (int i = 0; i < count; i++) {
            put(storage, key(i), content(i, 500_000));
            whole += get(storage, key(i)) == null ? 0 : 1;
            now.addAndGet(2000);
        }
        return whole;
    }

    @Test
    void clockThatIsPutBack_doesNotMakeItStandDownForLonger() throws IOException {
        Path away = root.resolveSibling("away");
        Files.move(root, away);
        Files.writeString(root, "in the way");
        put(storage, key(0), content(0, 1000));
        assertThat(storage.trouble()).isNotNull();
        Files.delete(root);
        Files.move(away, root);

        now.addAndGet(-500_000);

        assertThat(put(storage, key(0), content(0, 1000))).isPositive();
    }

    @Test
    void readOnlyDisk_servesWhatItHas_butNothingThatWasRemoved() throws Exception {
        mount("2m");
        put(storage, key(0), content(0, 1000));
        put(storage, key(1), content(1, 1000));
        makeReadOnly(true);

        assertThat(put(storage, key(2), content(2, 100_000))).isEqualTo(-1);
        assertThat(storage.trouble()).isEqualTo(Fault.READ_ONLY);
        storage.remove(key(1));

        assertThat(get(storage, key(0))).isEqualTo(content(0, 1000));
        assertThat(get(storage, key(1))).isNull();
        makeReadOnly(false);
        now.addAndGet(2000);
        storage.housekeeping().deleteRevoked();
        assertThat(put(storage, key(2), content(2, 1000))).isPositive();
        assertThat(storage.trouble()).isNull();
        assertThat(get(storage, key(1))).isNull();
    }

    @Test
    void rootThatIsNoDirectory_standsDown_andRecovers() throws IOException {
        put(storage, key(0), content(0, 1000));
        Path away = root.resolveSibling("away");
        Files.move(root, away);
        Files.writeString(root, "in the way");

        assertThat(get(storage, key(0))).isNull();
        assertThat(put(storage, key(1), content(1, 100_000))).isEqualTo(-1);
        assertThat(storage.trouble()).isEqualTo(Fault.VANISHED);

        Files.delete(root);
        Files.move(away, root);
        now.addAndGet(2000);
        assertThat(put(storage, key(1), content(1, 1000))).isPositive();
        assertThat(get(storage, key(0))).isEqualTo(content(0, 1000));
        assertThat(storage.trouble()).isNull();
    }

    @Test
    void askedForAndWalkedWhileTheRootIsAway_isCountedStill() throws IOException {
        for (int i = 0; i < 5; i++) {
            put(storage, key(i), content(i, 10_000));
        }
        long bytes = storage.bytes();
        Path away = root.resolveSibling("away");
        Files.move(root, away);

        assertThat(get(storage, key(1))).isNull();
        try (Upkeep upkeep = new Upkeep(storage, clock, Duration.ofMinutes(1))) {
            upkeep.round(false);
        }

        assertThat(storage.bytes()).isEqualTo(bytes);
        Files.move(away, root);
        assertThat(get(storage, key(1))).isEqualTo(content(1, 10_000));
    }

    @Test
    void removedWhileTheRootIsAway_isNotServedWhenItIsBack() throws IOException {
        put(storage, key(0), content(0, 1000));
        put(storage, key(1), content(1, 1000));
        Path away = root.resolveSibling("away");
        Files.move(root, away);

        storage.remove(key(1));
        storage.housekeeping().deleteRevoked();
        Files.move(away, root);

        assertThat(get(storage, key(0))).isEqualTo(content(0, 1000));
        assertThat(get(storage, key(1))).isNull();
        storage.housekeeping().deleteRevoked();
        assertThat(Files.exists(storage.tree().header(EntryName.of(key(1).bytes()))))
                .isFalse();
        assertThat(put(storage, key(1), content(2, 1000))).isPositive();
        assertThat(get(storage, key(1))).isEqualTo(content(2, 1000));
    }

    @Test
    void moreRemovedWhileTheRootIsAwayThanIsKeptInMind_endsInAnEmptyCache() throws IOException {
        put(storage, key(70_000), content(0, 1000));
        Path away = root.resolveSibling("away");
        Files.move(root, away);
        for (int i = 0; i <= 70_000; i++) {
            storage.remove(key(i));
        }
        Files.move(away, root);

        assertThat(get(storage, key(70_000))).isNull();
        for (int i = 0; i < 10; i++) {
            put(storage, key(i), content(i, 1000));
        }
        assertThat(get(storage, key(70_000))).isNull();
        storage.housekeeping().deleteRevoked();
        assertThat(get(storage, key(70_000))).isNull();
        assertThat(storage.entries()).isZero();
        assertThat(put(storage, key(1), content(1, 1000))).isPositive();
        assertThat(get(storage, key(1))).isEqualTo(content(1, 1000));
    }

    @Test
    void deletedRoot_isMadeAnew() throws IOException {
        Files.delete(root);

        assertThat(put(storage, key(0), content(0, 100_000))).isPositive();
        assertThat(get(storage, key(0))).isEqualTo(content(0, 100_000));
    }

    @Test
    void troubleThatLasts_isCountedEachTime_andLoggedOnce_asIsItsEnd() throws IOException {
        Path away = root.resolveSibling("away");
        Files.move(root, away);
        Files.writeString(root, "in the way");

        String log = logged(() -> {
            for (int i = 0; i < 5; i++) {
                put(storage, key(i), content(i, 1000));
                now.addAndGet(2000);
            }
            Files.delete(root);
            Files.move(away, root);
            for (int i = 0; i < 5; i++) {
                put(storage, key(i), content(i, 1000));
            }
        });

        assertThat(storage.faults(Fault.VANISHED)).isGreaterThanOrEqualTo(5);
        assertThat(log.lines().filter(line -> line.contains("is not there; nothing is cached there until it works")))
                .hasSize(1);
        assertThat(log.lines().filter(line -> line.endsWith(": works again"))).hasSize(1);
    }

    private interface Deed {
        void run() throws IOException;
    }

    /** What slf4j-simple, the log of the tests, writes meanwhile. */
    private static String logged(Deed deed) throws IOException {
        PrintStream usual = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            deed.run();
        } finally {
            System.setErr(usual);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
