// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;
import org.socache.tck.Stamped;
import org.socache.tck.TestClock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What the file goes through: restarts, damage, neighbours, age. */
class DbmLifeTest {

    private static final String SMALL = "life(4M)";

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private final DbmProvider provider = new DbmProvider(Map.of());
    private final List<CacheInstance> opened = new ArrayList<>();

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("life");
    }

    @AfterEach
    void close() {
        opened.forEach(CacheInstance::close);
    }

    @Test
    void open_afterClose_findsEverythingButWhatHasExpired() throws Exception {
        CacheInstance before = open(SMALL);
        for (int n = 0; n < 500; n++) {
            before.store(id(n), clock.millis() + 1_000 * n + 1, Stamped.data(id(n), n, 20 * n));
        }
        before.close();
        clock.advance(Duration.ofSeconds(100));

        CacheInstance after = open(SMALL);

        for (int n = 0; n < 500; n++) {
            byte[] data = after.retrieve(id(n));
            if (n < 100) {
                assertThat(data).as("entry %d", n).isNull();
            } else {
                assertThat(Stamped.verify(id(n), data)).isEqualTo(n);
            }
        }
        assertThat(after.status().details()).containsEntry("FilesSetAside", 0L);
    }

    @Test
    void open_noPath_isNamedAfterTheConsumerInTheDataDirectory() throws Exception {
        open(null);

        assertThat(directory.resolve("data/socache-dbm-authn-socache")).exists();
    }

    @Test
    void files_onAPosixSystem_areTheOwnersAlone() throws Exception {
        CacheInstance cache = open(SMALL);
        cache.store(id(1), clock.millis() + 1_000, new byte[100]);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void open_fileInUseHere_isRefused() throws Exception {
        open(SMALL);

        assertThatThrownBy(() -> open(directory + "/./life"))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining(file + " is in use by another cache of this process");
    }

    @Test
    void open_notADbmFile_isRefusedAndUntouched() throws Exception {
        Files.writeString(file, "somebody's letters");

        assertThatThrownBy(() -> open(SMALL))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining("is no dbm cache");

        assertThat(file).hasContent("somebody's letters");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 20, 4_000, 1 << 20, (1 << 20) + 100})
    void open_cutOff_isSetAsideOrServesNothingWrong(long length) throws Exception {
        fillAndClose();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        }

        CacheInstance cache = open(SMALL);

        assertNothingCorruptAndUsable(cache);
    }

    @Test
    void open_bytesFlipped_nothingCorruptIsServed() throws Exception {
        for (int round = 0; round < 20; round++) {
            fillAndClose();
            flipBytes(new Random(round), 1 + round * round * 10);

            CacheInstance cache = open(SMALL);

            assertNothingCorruptAndUsable(cache);
            cache.close();
            Files.deleteIfExists(file);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(path -> path.toString().contains(".broken-")))
                    .as("only so many broken files are kept")
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void retrieve_fileTornWhileOpen_recovers() throws Exception {
        CacheInstance cache = open(SMALL);
        for (int n = 0; n < 500; n++) {
            cache.store(id(n), clock.millis() + 60_000, Stamped.data(id(n), n, 2_000));
        }
        await().until(() -> Files.size(file) > 1 << 20);
        flipBytes(new Random(1), 100_000);

        assertNothingCorruptAndUsable(cache);
    }

    @Test
    void expired_isDroppedWithoutBeingAskedFor() throws Exception {
        CacheInstance cache = open(SMALL);
        for (int n = 0; n < 1_000; n++) {
            cache.store(id(n), clock.millis() + 1_000, Stamped.data(id(n), n, 100));
        }
        clock.advance(Duration.ofSeconds(2));

        await().until(() -> cache.status().entries() == 0);

        assertThat(cache.status().counters().expired()).isEqualTo(1_000);
        assertThat(cache.status().bytesUsed()).isZero();
    }

    @Test
    void housekeeper_fullHeapInOneRound_comesAgain() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        InstantSource failing = () -> {
            if (Thread.currentThread().getName().startsWith("socache-dbm-") && full.getAndSet(false)) {
                throw new OutOfMemoryError("as if");
            }
            return clock.instant();
        };
        CacheInstance cache = provider.open(SMALL, context(failing));
        opened.add(cache);
        cache.store(id(1), clock.millis() + 60_000, new byte[100]);

        await().untilFalse(full);

        awaitWritten(cache);
    }

    @Test
    void store_beyondTheSize_theFirstToExpireGoes() throws Exception {
        CacheInstance cache = open(SMALL);
        cache.store(id(0), clock.millis() + 1_000, new byte[100]);
        cache.store(id(1), clock.millis() + 9_000_000, new byte[100]);

        for (int n = 2; n < 200; n++) {
            cache.store(id(n), clock.millis() + 60_000 + n, new byte[50_000]);
        }

        assertThat(cache.retrieve(id(0))).isNull();
        assertThat(cache.retrieve(id(1))).isNotNull();
        assertThat(cache.status().counters().scrolled()).isGreaterThan(100);
    }

    @Test
    void file_valuesOfEverNewSizes_staysNearItsSize() throws Exception {
        CacheInstance cache = open("life(16M)");
        Random random = new Random(1);
        for (int n = 0; n < 20_000; n++) {
            cache.store(id(random.nextInt(5_000)), clock.millis() + 60_000 + n, new byte[random.nextInt(40_000)]);
        }
        cache.close();

        assertThat(Files.size(file)).isLessThan(2 * (16L << 20));
    }

    @Test
    void clear_givesTheSpaceBack() throws Exception {
        CacheInstance cache = open("life(16M)");
        for (int n = 0; n < 100; n++) {
            cache.store(id(n), clock.millis() + 60_000, new byte[100_000]);
        }
        await().until(() -> Files.size(file) > 8 << 20);

        ((Listable) cache).clear();

        assertThat(Files.size(file)).isLessThan(4 << 20);
    }

    @Test
    void clear_fileCannotBeEmptied_fails_andStartsEmptyOnceItCan() throws Exception {
        CacheInstance cache = open(SMALL);
        cache.store(id(1), clock.millis() + 60_000, new byte[100]);
        awaitWritten(cache);
        Files.delete(file);
        Files.createDirectory(file);

        assertThatThrownBy(((Listable) cache)::clear).isInstanceOf(ProviderException.class);

        assertThat(cache.retrieve(id(1))).isNull();
        assertThat(cache.store(id(2), clock.millis() + 60_000, new byte[100]))
                .isEqualTo(StoreResult.refused(Refusal.UNAVAILABLE));
        Files.delete(file);
        await().until(() ->
                cache.store(id(2), clock.millis() + 60_000, new byte[100]).stored());
        assertThat(cache.status().entries()).isEqualTo(1);
    }

    @Test
    void diskFull_isARefusal_theOldValueIsGone_andLookupsGoOn() throws Exception {
        AtomicLong left = new AtomicLong(1L << 30);
        CacheInstance cache = openWith(ignored -> left.get());
        cache.store(id(1), clock.millis() + 60_000, Stamped.data(id(1), 1, 1_000));
        cache.store(id(2), clock.millis() + 60_000, Stamped.data(id(2), 1, 1_000));
        left.set(1 << 20);

        await().untilAsserted(() -> assertThat(
                        cache.store(id(1), clock.millis() + 60_000, Stamped.data(id(1), 2, 1_000)))
                .isEqualTo(StoreResult.refused(Refusal.NO_SPACE)));

        assertThat(cache.retrieve(id(1))).isNull();
        assertThat(cache.retrieve(id(2))).isNotNull();
        left.set(1L << 30);
        await().until(() -> cache.store(id(1), clock.millis() + 60_000, Stamped.data(id(1), 3, 1_000))
                .stored());
    }

    @Test
    void diskHangs_costsThoseOneLimitWhoNeedTheFile_andTheOthersNothing() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        AtomicBoolean hanging = new AtomicBoolean();
        CacheInstance cache = openWith(ignored -> {
            if (hanging.get()) {
                awaitUninterruptibly(hang);
            }
            return 1L << 30;
        });
        cache.store(id(1), clock.millis() + 60_000, new byte[100]);
        awaitWritten(cache);
        hanging.set(true);
        // the next to write to the file asks for its space first, and has it for itself by then
        await().untilAsserted(() -> assertThatThrownBy(cache::probe)
                .isInstanceOf(ProviderException.class)
                .hasMessage("dbm file " + file + " was not free within 100 ms"));

        assertThatThrownBy(() -> cache.retrieve(id(1))).hasMessage("dbm file " + file + " was not free within 100 ms");
        assertThat(cache.store(id(2), clock.millis() + 60_000, new byte[100]).stored())
                .isTrue();
        assertThat(cache.retrieve(id(2))).hasSize(100);
        assertThat(cache.retrieve(id(3))).isNull();
        assertThat(cache.remove(id(2))).isTrue();
        assertThat(cache.status().entries()).isEqualTo(1);

        hang.countDown();
        await().untilAsserted(() -> assertThat(cache.retrieve(id(1))).isNotNull());
        assertThat(cache.status().details()).containsEntry("FilesSetAside", 0L);
    }

    @Test
    void store_fasterThanTheDisk_waitsForItAndLosesNothing() throws Exception {
        // a busy machine may well take longer for a few megabytes than the 250 ms of the default
        CacheInstance cache = new DbmProvider(Map.of("DbmTimeout", "30s")).open("life(128M)", context());
        opened.add(cache);
        byte[] data = new byte[1 << 20];
        for (int n = 0; n < 64; n++) {
            assertThat(cache.store(id(n), clock.millis() + 60_000, data).stored())
                    .as("entry %d", n)
                    .isTrue();
        }

        for (int n = 0; n < 64; n++) {
            assertThat(cache.retrieve(id(n))).as("entry %d", n).isEqualTo(data);
        }
    }

    @Test
    void store_diskHangsForLongerThanCallersWait_isRefused_andTheOldValueIsGone() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        AtomicBoolean hanging = new AtomicBoolean();
        CacheInstance cache = openWith(64 << 20, ignored -> {
            if (hanging.get()) {
                awaitUninterruptibly(hang);
            }
            return 1L << 30;
        });
        cache.store(id(0), clock.millis() + 60_000, new byte[100]);
        awaitWritten(cache);
        hanging.set(true);
        byte[] data = new byte[1 << 20];
        for (int n = 1; cache.store(id(n), clock.millis() + 60_000, data).stored(); n++) {
            // until as much waits for the disk as may
        }

        assertThat(cache.store(id(0), clock.millis() + 60_000, new byte[200]))
                .isEqualTo(StoreResult.refused(Refusal.UNAVAILABLE));

        assertThat(cache.retrieve(id(0))).isNull();
        hang.countDown();
        awaitWritten(cache);
        assertThat(cache.retrieve(id(0))).isNull();
    }

    @Test
    void retrieve_callerIsInterrupted_theFileIsKept() throws Exception {
        CacheInstance cache = open(SMALL);
        cache.store(id(1), clock.millis() + 60_000, new byte[100]);
        awaitWritten(cache);

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> cache.retrieve(id(1))).hasMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(cache.retrieve(id(1))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ext4, false",
        "xfs, false",
        "tmpfs, false",
        "overlay, false",
        "NTFS, false",
        "nfs4, true",
        "cifs, true",
        "fuse.sshfs, true",
        "fuse, true",
        "fuseblk, true",
        "9p, true"
    })
    void prompt_fileSystem_onlyWhereNoNetworkIsInBetween(String type, boolean remote) {
        assertThat(NetworkDisk.isType(type)).isEqualTo(remote);
    }

    private CacheInstance openWith(ToLongFunction<StoreFile> usableSpace) throws InvalidSpecificationException {
        return openWith(4 << 20, usableSpace);
    }

    private CacheInstance openWith(int size, ToLongFunction<StoreFile> usableSpace)
            throws InvalidSpecificationException {
        DbmSettings settings = new DbmSettings(size, 1 << 20, Duration.ofMillis(100));
        CacheInstance cache = DbmCache.open(new DbmArgument(file, size), context(), () -> settings, usableSpace);
        opened.add(cache);
        return cache;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitWritten(CacheInstance cache) {
        await().until(() -> cache.status().details().get("BytesUnwritten") == 0);
    }

    private void fillAndClose() throws Exception {
        CacheInstance cache = open(SMALL);
        for (int n = 0; n < 300; n++) {
            cache.store(id(n), clock.millis() + 60_000, Stamped.data(id(n), n, n % 10 * 1_000));
        }
        cache.close();
    }

    private void assertNothingCorruptAndUsable(CacheInstance cache) {
        for (int n = 0; n < 500; n++) {
            byte[] data = retrieveOrNull(cache, id(n));
            if (data != null) {
                Stamped.verify(id(n), data);
            }
        }
        byte[] next = Stamped.data(id(1_000), 1, 500);
        await().until(() ->
                cache.store(id(1_000), clock.millis() + 60_000, next).stored());
        assertThat(cache.retrieve(id(1_000))).isEqualTo(next);
    }

    /** One call may fail with the file; none may answer wrong. */
    private static byte[] retrieveOrNull(CacheInstance cache, byte[] id) {
        try {
            return cache.retrieve(id);
        } catch (ProviderException failed) {
            return null;
        }
    }

    private void flipBytes(Random random, int count) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (int n = 0; n < count; n++) {
                bytes.seek((long) (random.nextDouble() * bytes.length()));
                bytes.write(random.nextInt());
            }
        }
    }

    private CacheInstance open(String argument) throws InvalidSpecificationException {
        CacheInstance cache = provider.open(argument, context());
        opened.add(cache);
        return cache;
    }

    private OpenContext context() {
        return context(clock);
    }

    private OpenContext context(InstantSource time) {
        return new OpenContext("authn-socache", Hints.NONE, time, directory, directory.resolve("data"));
    }

    private static byte[] id(int n) {
        return ("entry " + n).getBytes(UTF_8);
    }
}
