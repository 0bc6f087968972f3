// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;
import org.socache.tck.TestClock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The file: how it comes to be, who may attach to it, and what may happen to it meanwhile. */
class SegmentFileTest {

    private static final byte[] ID = "an id".getBytes(UTF_8);
    private static final byte[] DATA = "some data".getBytes(UTF_8);

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = directory.resolve("a (small) segment.cache");
    }

    private CacheInstance open(String size) throws InvalidSpecificationException {
        return open(size, "test");
    }

    private CacheInstance open(String size, String consumer) throws InvalidSpecificationException {
        return new ShmcbProvider().open(path + "(" + size + ")", context(consumer, Hints.NONE));
    }

    private OpenContext context(String consumer, Hints hints) {
        return new OpenContext(consumer, hints, InstantSource.system(), directory, directory.resolve("data"));
    }

    private static boolean store(CacheInstance cache) {
        return cache.store(ID, System.currentTimeMillis() + 60_000, DATA).stored();
    }

    // Coming to be

    @Test
    void open_new_isCreatedWholeAndPrivate() throws Exception {
        try (CacheInstance cache = open("64K")) {
            assertThat(Files.size(path)).isEqualTo(cache.status().details().get("CacheSharedMemory"));
            for (Path file : List.of(path, Path.of(path + ".lock"))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            assertThat(Files.list(directory)).hasSize(2);
        }
    }

    @Test
    void open_noArgument_isNamedAfterTheConsumerInTheDataDirectory() throws Exception {
        for (String argument : new String[] {null, "", "(64K)"}) {
            try (CacheInstance cache = new ShmcbProvider().open(argument, context("consumer", Hints.NONE))) {
                assertThat(store(cache)).isTrue();
            }
        }
        assertThat(directory.resolve("data/socache-shmcb-consumer.cache")).exists();
    }

    @Test
    void open_leftoversOfAKilledCreator_areRemoved() throws Exception {
        Path leftover = directory.resolve("." + path.getFileName() + ".0123456789abcdef.socache-unfinished");
        Files.writeString(leftover, "half a segment");

        open("64K").close();

        assertThat(leftover).doesNotExist();
    }

    @Test
    void open_moreThanTheFileSystemHas_isRefusedAndLeavesNothing() {
        assertThatThrownBy(() -> open("400G"))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining("cannot reserve")
                .hasMessageContaining("choose a smaller size");
        assertThat(path).doesNotExist();
    }

    @Test
    void memoryLimit_ofTheContainer_refusesWhatTheKernelWouldKillFor() throws Exception {
        Path memory = Path.of("/dev/shm");
        Path limit = Files.writeString(directory.resolve("memory.max"), "1000000\n");
        assumeTrue(
                Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs"),
                "no file system in memory");

        assertThatThrownBy(() -> new MemoryLimit(limit).check(memory.resolve("x"), 1_000_001))
                .hasMessageContaining("limit of 1000000");
        assertThatCode(() -> new MemoryLimit(limit).check(memory.resolve("x"), 1_000_000))
                .doesNotThrowAnyException();
        Files.writeString(limit, "max\n");
        assertThatCode(() -> new MemoryLimit(limit).check(memory.resolve("x"), 1_000_001))
                .doesNotThrowAnyException();
    }

    // Attaching

    @Test
    void open_existing_sharesEntriesAndKeepsItsGeometry() throws Exception {
        try (CacheInstance first = open("64K");
                CacheInstance second = open("1M")) {
            assertThat(store(first)).isTrue();

            assertThat(second.retrieve(ID)).isEqualTo(DATA);
            assertThat(second.status().bytesCapacity()).isEqualTo(first.status().bytesCapacity());
            assertThat(second.status().counters()).isEqualTo(first.status().counters());
        }
    }

    @Test
    void open_again_findsWhatAClosedInstanceLeft() throws Exception {
        try (CacheInstance cache = open("64K")) {
            store(cache);
        }
        try (CacheInstance cache = open("64K")) {
            assertThat(cache.retrieve(ID)).isEqualTo(DATA);
        }
    }

    @Test
    void open_otherConsumersSegment_isRefused() throws Exception {
        try (CacheInstance cache = open("64K", "one")) {
            assertThatThrownBy(() -> open("64K", "two"))
                    .isInstanceOf(InvalidSpecificationException.class)
                    .hasMessageContaining("holds the entries of one");
            assertThat(store(cache)).isTrue();
        }
    }

    @Test
    void open_lockFileReplaced_startsAfresh() throws Exception {
        try (CacheInstance cache = open("64K")) {
            store(cache);
        }
        Files.delete(Path.of(path + ".lock"));
        try (CacheInstance cache = open("64K")) {
            assertThat(cache.retrieve(ID)).isNull();
            assertThat(store(cache)).isTrue();
        }
    }

    @Test
    void open_fromBeforeTheLastBoot_startsAfresh() throws Exception {
        try (CacheInstance cache = open("64K")) {
            store(cache);
        }
        SegmentHeader header = header();
        rewrite(new SegmentHeader(
                header.geometry(),
                header.hashSeed(),
                header.lockFileId(),
                ~header.bootId(),
                header.askedSize(),
                "test"));
        try (CacheInstance cache = open("64K")) {
            assertThat(cache.retrieve(ID)).isNull();
        }
    }

    @Test
    void open_otherLayoutThatNobodyUses_startsAfresh() throws Exception {
        open("64K").close();
        makeOfOtherLayout();

        try (CacheInstance cache = open("64K")) {
            assertThat(store(cache)).isTrue();
            assertThat(header().consumer()).isEqualTo("test");
        }
    }

    @Test
    void open_otherLayoutInUse_isRefusedAndLeftAlone() throws Exception {
        try (CacheInstance cache = open("64K")) {
            store(cache);
            makeOfOtherLayout();
            byte[] before = Files.readAllBytes(path);

            assertThatThrownBy(() -> open("64K"))
                    .isInstanceOf(InvalidSpecificationException.class)
                    .hasMessageContaining("has layout version 3, this program has");
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
        }
    }

    @Test
    void open_otherLayoutOfAnotherConsumer_isRefusedAndLeftAlone() throws Exception {
        open("64K", "one").close();
        makeOfOtherLayout();
        byte[] before = Files.readAllBytes(path);

        assertThatThrownBy(() -> open("64K", "two")).hasMessageContaining("has layout version 3, this program has");
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    private void makeOfOtherLayout() throws Exception {
        ByteBuffer bytes = header().toBytes().putLong(8, 3);
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, SegmentHeader.BYTES - Long.BYTES));
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(bytes.putLong(SegmentHeader.BYTES - Long.BYTES, crc.getValue())
                    .array());
        }
    }

    /** A way to spoil a file. */
    private interface Spoiling {
        void spoil(RandomAccessFile file) throws IOException;
    }

    static Stream<Arguments> spoiledFiles() {
        return Stream.of(
                spoiled("is no segment", file -> file.writeLong(42)),
                spoiled("other byte order", SegmentFileTest::swapMagic),
                spoiled("has layout version 1", file -> write(file, 8, 1)),
                spoiled("damaged header", file -> write(file, 40, 3)),
                spoiled("truncated or grown", file -> file.setLength(file.length() - 1)),
                spoiled("truncated or grown", file -> file.setLength(file.length() + 1)),
                spoiled("too few for a header", file -> file.setLength(100)),
                spoiled("too few for a header", file -> file.setLength(0)));
    }

    private static Arguments spoiled(String why, Spoiling spoiling) {
        return Arguments.of(why, spoiling);
    }

    private static void write(RandomAccessFile file, int at, long value) throws IOException {
        file.seek(at);
        file.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .array());
    }

    private static void swapMagic(RandomAccessFile file) throws IOException {
        byte[] magic = new byte[Long.BYTES];
        file.readFully(magic);
        file.seek(0);
        for (int n = magic.length - 1; n >= 0; n--) {
            file.write(magic[n]);
        }
    }

    @ParameterizedTest
    @MethodSource("spoiledFiles")
    void open_spoiledFile_isRefusedByReasonAndLeftAlone(String why, Spoiling spoiling) throws Exception {
        open("64K").close();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            spoiling.spoil(file);
        }
        byte[] before = Files.readAllBytes(path);

        assertThatThrownBy(() -> open("64K"))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining(why);
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void open_usersFile_isLeftAlone() throws Exception {
        Files.writeString(path, "a letter to my mother ".repeat(100));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> open("64K")).hasMessageContaining("is no segment");

        assertThat(path).hasContent("a letter to my mother ".repeat(100));
    }

    @Test
    void open_usersFileWhereTheLockFileGoes_isLeftAlone() throws Exception {
        Path lock = Path.of(path + ".lock");
        Files.writeString(lock, "a letter to my mother ".repeat(2));
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> open("64K")).hasMessageContaining("is no lock file");

        assertThat(lock).hasContent("a letter to my mother ".repeat(2));
    }

    @Test
    void open_linkOrDirectoryOrReadableByOthers_isRefused() throws Exception {
        open("64K").close();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> open("64K")).hasMessageContaining("has mode rw-r-----");

        Files.move(path, directory.resolve("elsewhere"));
        Files.createSymbolicLink(path, directory.resolve("elsewhere"));
        assertThatThrownBy(() -> open("64K")).hasMessageContaining("symbolic link");

        Files.delete(path);
        Files.createDirectory(path);
        assertThatThrownBy(() -> open("64K")).hasMessageContaining("is not a file");
    }

    // What may happen to it

    @Test
    void file_removed_entriesStayAndProbeTells() throws Exception {
        try (CacheInstance cache = open("64K")) {
            store(cache);
            Files.delete(path);

            assertThat(cache.retrieve(ID)).isEqualTo(DATA);
            assertThat(store(cache)).isTrue();
            assertThat(cache.status().details()).containsEntry("CacheFileDetached", 1L);
            assertThatThrownBy(cache::probe)
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("was removed");
        }
    }

    @Test
    void file_removed_theNextOneToOpenMakesANewOne() throws Exception {
        try (CacheInstance old = open("64K")) {
            store(old);
            Files.delete(path);
            try (CacheInstance fresh = open("64K")) {
                assertThat(fresh.retrieve(ID)).isNull();
                assertThat(store(fresh)).isTrue();
                assertThatThrownBy(old::probe).hasMessageContaining("was replaced");
                assertThatCode(fresh::probe).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void wallClock_jumps_entriesExpireByItAndNothingElseDoes() throws Exception {
        TestClock clock = new TestClock();
        OpenContext context = new OpenContext("test", Hints.NONE, clock, directory, directory);
        try (CacheInstance cache = new ShmcbProvider().open(path + "(64K)", context)) {
            cache.store(ID, clock.millis() + 60_000, DATA);
            clock.advance(Duration.ofDays(-1000));
            assertThat(cache.retrieve(ID)).isEqualTo(DATA);
            clock.advance(Duration.ofDays(2000));
            assertThat(cache.retrieve(ID)).isNull();
            clock.advance(Duration.ofDays(-2000));
            assertThat(cache.retrieve(ID)).as("what expired stays dead").isNull();
            assertThat(cache.store(ID, clock.millis() + 60_000, DATA).stored()).isTrue();
        }
    }

    @Test
    void members_asManyAsThereArePlaces_thenRefusedAndFreedAgain() throws Exception {
        List<CacheInstance> all = IntStream.range(0, ProcessTable.MEMBERS)
                .mapToObj(n -> {
                    try {
                        return open("64K");
                    } catch (InvalidSpecificationException refused) {
                        throw new IllegalStateException(refused);
                    }
                })
                .toList();
        assertThatThrownBy(() -> open("64K")).hasMessageContaining("256 users");
        all.get(17).close();
        try (CacheInstance cache = open("64K")) {
            assertThat(store(cache)).isTrue();
        }
        all.forEach(CacheInstance::close);
    }

    @Test
    void hints_largestObject_isKeptByChoosingFewerSubcaches() throws Exception {
        for (long size : new long[] {512 * 1024, 8 << 20, 64 << 20}) {
            assertThat(Geometry.of(size, new Hints(64, 2048, 102_400)).largestObject(64))
                    .isGreaterThan(102_400);
        }
        Geometry large = Geometry.of(6L << 30, new Hints(64, 2048, 0));
        assertThat(large.bytes()).isBetween((6L << 30) - 256 * Geometry.PAGE, 6L << 30);
    }

    private SegmentHeader header() throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        return SegmentHeader.from(bytes, path, Files.size(path));
    }

    private void rewrite(SegmentHeader header) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(header.toBytes().array());
        }
    }
}
