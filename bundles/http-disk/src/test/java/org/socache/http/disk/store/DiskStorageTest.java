// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.FaultyDisk;
import org.socache.http.disk.file.Header;
import org.socache.http.disk.file.Tree;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.storage.Draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.socache.http.disk.store.Samples.content;
import static org.socache.http.disk.store.Samples.get;
import static org.socache.http.disk.store.Samples.key;
import static org.socache.http.disk.store.Samples.load;
import static org.socache.http.disk.store.Samples.put;
import static org.socache.http.disk.store.Samples.read;
import static org.socache.http.disk.store.Samples.storage;

/** What is kept on disk comes back as it was, or not at all, and stays within its limits. */
class DiskStorageTest {

    private static final CacheKey KEY = key(1);

    @TempDir
    private Path root;

    private static List<Path> files(Path directory, String end) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(end))
                    .toList();
        }
    }

    private static long bytesOnDisk(Path directory) throws IOException {
        long units = 0;
        for (Path file : files(directory, "")) {
            units += Capacity.units(Files.size(file));
        }
        return units * Capacity.UNIT;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_535, 65_536, 65_537, 262_144, 1_000_000})
    void content_comesBackWholeAndByPosition(int length) throws IOException {
        DiskStorage storage = storage(root);
        byte[] content = content(1, length);

        assertThat(put(storage, KEY, content)).isPositive();

        StoredResponse found = load(storage, KEY);
        assertThat(get(storage, KEY)).isEqualTo(content);
        assertThat(found.tags()).containsExactly("tag");
        for (int from : new int[] {0, length / 2, length - 1}) {
            int count = Math.min(70_000, length - from);
            try (Payload part = found.body().slice(from, count).open()) {
                assertThat(read(part)).isEqualTo(Arrays.copyOfRange(content, from, from + count));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_536, 65_537, 262_144, 1_000_000, 6_000_000})
    void content_comesBackWhole_besideManyAnswersThatTakeTheirTime(int length) throws IOException {
        DiskStorage storage = storage(root);
        byte[] content = content(1, length);
        put(storage, KEY, content);
        List<Payload> underWay = new ArrayList<>();
        try {
            for (int i = 0; i < 70; i++) {
                underWay.add(load(storage, KEY).body().open());
            }

            assertThat(get(storage, KEY)).isEqualTo(content);
            assertThat(read(underWay.get(0))).isEqualTo(content);
            assertThat(read(underWay.get(69))).isEqualTo(content);
        } finally {
            underWay.forEach(Payload::close);
        }
    }

    @Test
    void filesAndDirectories_areTheOwnersAlone() throws IOException {
        Path made = root.resolve("made");
        DiskStorage storage = storage(made);
        put(storage, KEY, content(1, 100_000));
        try (Draft draft = storage.draft()) {
            draft.add(ByteBuffer.wrap(content(2, 100_000)));
            try (Stream<Path> all = Files.walk(made)) {
                assertThat(all.toList())
                        .hasSize(7)
                        .allSatisfy(
                                path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
            }
        }
    }

    @Test
    void reader_isNotDisturbedByReplacementOrRemoval() throws IOException {
        DiskStorage storage = storage(root);
        byte[] old = content(1, 2_000_000);
        put(storage, KEY, old);
        try (Payload first = load(storage, KEY).body().open()) {
            put(storage, KEY, content(2, 2_000_000));
            try (Payload second = load(storage, KEY).body().open()) {
                storage.remove(KEY);

                assertThat(read(first)).isEqualTo(old);
                assertThat(read(second)).isEqualTo(content(2, 2_000_000));
            }
        }
        assertThat(files(root, Tree.DATA)).isEmpty();
        assertThat(storage.bytes()).isZero();
    }

    @Test
    void validation_rewritesTheHeaderAndKeepsTheBody() throws IOException {
        DiskStorage storage = storage(root);
        put(storage, KEY, content(1, 100_000));
        List<Path> before = files(root, Tree.DATA);
        long bytes = storage.bytes();

        long written = storage.put(
                KEY, Samples.FOREVER, Samples.response(KEY, load(storage, KEY).body(), "new"));

        assertThat(written).isBetween(1L, 4096L);
        assertThat(load(storage, KEY).fields().first("X-Sum")).isEqualTo("new");
        assertThat(get(storage, KEY)).isEqualTo(content(1, 100_000));
        assertThat(files(root, Tree.DATA)).isEqualTo(before);
        assertThat(storage.bytes()).isEqualTo(bytes).isEqualTo(bytesOnDisk(root));
    }

    @Test
    void validation_ofABodyThatWasReplacedMeanwhile_isRefused() {
        DiskStorage storage = storage(root);
        put(storage, KEY, content(1, 1000));
        StoredResponse old = load(storage, KEY);
        put(storage, KEY, content(2, 1000));

        assertThat(storage.put(KEY, Samples.FOREVER, Samples.response(KEY, old.body(), "new")))
                .isEqualTo(-1);
        assertThat(get(storage, KEY)).isNull();
    }

    @Test
    void limits_holdAtEveryMoment() throws IOException {
        DiskStorage storage = storage(root, new Limits(1, 1_000_000, 5_000_000, 150));
        Random random = new Random(1);

        for (int i = 0; i < 400; i++) {
            int length = 1 + (int) Math.pow(10, 6 * random.nextDouble());
            assertThat(put(storage, key(random.nextInt(300)), content(i, length)))
                    .isPositive();
            if (i % 40 == 0) {
                assertThat(bytesOnDisk(root)).isEqualTo(storage.bytes()).isLessThanOrEqualTo(5_000_000);
                assertThat(files(root, Tree.HEADER)).hasSize(storage.entries()).hasSizeLessThanOrEqualTo(150);
            }
        }
        assertThat(storage.evictions()).isPositive();
        assertThat(Samples.countSound(storage, 300)).isEqualTo(storage.entries());
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 1_400_000, 1_600_000})
    void content_thatDoesNotFit_leavesNothingBehind(int length) throws IOException {
        DiskStorage storage = storage(root, new Limits(100, 1_500_000, 1_048_576, 300));
        put(storage, KEY, content(1, 1000));

        assertThat(put(storage, KEY, content(1, length))).isEqualTo(-1);

        assertThat(get(storage, KEY)).isNull();
        assertThat(files(root, "")).isEmpty();
        assertThat(storage.bytes()).isZero();
        assertThat(storage.faults(Fault.SIZE) + storage.faults(Fault.NO_ROOM)).isPositive();
    }

    @Test
    void contentLargerThanAllRoom_isRefusedBeforeAnythingGoesForIt() {
        DiskStorage storage = storage(root, new Limits(1, 100_000_000, 2_000_000, 1000));
        for (int i = 0; i < 5; i++) {
            put(storage, key(i), content(i, 100_000));
        }
        Body large = Body.of(ByteBuffer.wrap(content(9, 2_000_000)));

        assertThat(storage.put(key(9), Samples.FOREVER, Samples.response(key(9), large, "x")))
                .isEqualTo(-1);

        assertThat(storage.faults(Fault.SIZE)).isEqualTo(1);
        assertThat(Samples.countSound(storage, 5)).isEqualTo(5);
        assertThat(storage.maximumSize()).isBetween(1_900_000L, 1_999_999L);
        assertThat(put(storage, KEY, content(1, (int) storage.maximumSize()))).isPositive();
    }

    @Test
    void roomTakenByDrafts_isNoErrorOfTheDisk_andNothingGoesInVain() throws IOException {
        DiskStorage storage = storage(root, new Limits(1, 100_000_000, 2_000_000, 1000));
        try (Draft draft = storage.draft()) {
            draft.add(ByteBuffer.wrap(content(1, 1_700_000)));
            put(storage, key(0), content(0, 100_000));
            Body large = Body.of(ByteBuffer.wrap(content(2, 1_000_000)));

            assertThat(storage.put(key(2), Samples.FOREVER, Samples.response(key(2), large, "x")))
                    .isEqualTo(-1);
            assertThat(storage.trouble()).isNull();
            assertThat(storage.faults(Fault.NO_ROOM)).isEqualTo(1);
            assertThat(storage.faults(Fault.IO_ERROR)).isZero();

            put(storage, key(0), content(0, 100_000));
            Capacity capacity = storage.capacity();
            assertThat(capacity.take(400, 0)).isFalse();
            assertThat(Samples.countSound(storage, 1)).isEqualTo(1);
        }
    }

    @Test
    void writtenMeanwhile_isNotTakenOutForWhatWasReadBefore() throws IOException {
        DiskStorage storage = storage(root);
        Body body = Body.of(ByteBuffer.wrap(content(0, 1000)));
        storage.put(KEY, System.currentTimeMillis() - 1, Samples.response(KEY, body, "x"));
        EntryName name = EntryName.of(KEY.bytes());
        Header read = Header.read(storage.tree().header(name));
        assertThat(storage.isExpired(read)).isTrue();

        put(storage, KEY, content(1, 1000));
        storage.kept().remove(name, storage::isExpired);
        storage.kept().forget(name);

        assertThat(get(storage, KEY)).isEqualTo(content(1, 1000));
        assertThat(storage.entries()).isEqualTo(1);
    }

    @Test
    void damageOfABodyThatWasReplaced_leavesTheOtherAlone() throws IOException {
        DiskStorage storage = storage(root);
        put(storage, KEY, content(1, 1_000_000));
        try (Payload old = load(storage, KEY).body().open()) {
            try (FileChannel file = FileChannel.open(files(root, Tree.DATA).get(0), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.allocate(1000), 900_000);
            }
            put(storage, KEY, content(2, 1000));

            assertThatThrownBy(() -> read(old)).isInstanceOf(DamagedBodyException.class);
        }
        assertThat(get(storage, KEY)).isEqualTo(content(2, 1000));
    }

    @Test
    void restart_findsEverythingInTheOrderOfItsLastUse() throws Exception {
        DiskStorage before = storage(root);
        for (int i = 0; i < 100; i++) {
            put(before, key(i), content(i, 5000));
            Path header = before.tree().header(EntryName.of(key(i).bytes()));
            Files.setLastModifiedTime(header, FileTime.from(Instant.now().minus(Duration.ofDays(1 + (i * 37) % 100))));
        }
        DiskStorage after = storage(root, new Limits(1, 100_000, before.bytes(), 50));
        try (Upkeep upkeep = new Upkeep(after, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(true);
        }

        assertThat(after.entries()).isEqualTo(50);
        assertThat(after.bytes()).isEqualTo(bytesOnDisk(root));
        for (int i = 0; i < 100; i++) {
            boolean young = (i * 37) % 100 < 50;
            assertThat(get(after, key(i)) != null).isEqualTo(young);
        }
    }

    @Test
    void limits_holdAlsoWhileItIsNotKnownYetWhatIsThere() throws Exception {
        Limits limits = new Limits(1, 1_000_000, 1 << 20, 9);
        DiskStorage before = storage(root, limits);
        for (int i = 0; i < 9; i++) {
            put(before, key(i), content(i, 100_000));
        }
        FaultyDisk disk = FaultyDisk.of(root);
        CountDownLatch written = new CountDownLatch(1);
        disk.weather((step, file) -> {
            if (step == FaultyDisk.Step.LIST) {
                awaitUninterruptibly(written);
            }
        });
        DiskStorage after = new DiskStorage(new Tree(disk.wrap(root), 2, 2), limits, InstantSource.system());
        try (Upkeep upkeep = new Upkeep(after, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.start();
            for (int i = 100; i < 110; i++) {
                put(after, key(i), content(i, 100_000));
                assertThat(bytesOnDisk(root)).isLessThanOrEqualTo(1 << 20);
                assertThat(files(root, Tree.HEADER)).hasSizeLessThanOrEqualTo(9);
            }
            assertThat(get(after, key(3))).isEqualTo(content(3, 100_000));

            written.countDown();
            Awaitility.await().until(() -> upkeep.rounds() == 1);
            assertThat(put(after, KEY, content(1, 100_000))).isPositive();
            assertThat(after.bytes()).isEqualTo(bytesOnDisk(root)).isLessThanOrEqualTo(1 << 20);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void copy_ofTheRoot_works() throws IOException {
        Path here = root.resolve("here");
        Path there = root.resolve("there");
        put(storage(here), KEY, content(1, 100_000));
        for (Path file : files(here, "")) {
            Path copy = there.resolve(here.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }

        assertThat(get(storage(there), KEY)).isEqualTo(content(1, 100_000));
    }

    @Test
    void anotherProcess_seesWhatIsWrittenAndRemoved() throws IOException {
        DiskStorage one = storage(root);
        DiskStorage other = storage(root);
        put(one, KEY, content(1, 1000));
        assertThat(get(other, KEY)).isEqualTo(content(1, 1000));
        put(other, KEY, content(2, 3000));
        assertThat(get(one, KEY)).isEqualTo(content(2, 3000));
        other.remove(KEY);
        assertThat(get(one, KEY)).isNull();
        assertThat(one.entries()).isZero();
        assertThat(files(root, Tree.DATA)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3000, 300_000, 1_000_000})
    void damage_ofAnyByteOfABody_isNeverServed(int length) throws IOException {
        DiskStorage storage = storage(root);
        Random random = new Random(length);
        for (int i = 0; i < 60; i++) {
            put(storage, KEY, content(1, length));
            Path body = files(root, Tree.DATA).get(0);
            byte[] bytes = Files.readAllBytes(body);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(body, i % 3 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);

            assertThat(get(storage, KEY)).isNull();
            assertThat(load(storage, KEY)).isNull();
            assertThat(files(root, "")).isEmpty();
        }
        assertThat(storage.faults(Fault.DAMAGED_BODY)).isEqualTo(60);
        assertThat(storage.bytes()).isZero();
    }

    @Test
    void damage_ofAnyByteOfAHeader_isNeverServed() throws IOException {
        DiskStorage storage = storage(root);
        put(storage, KEY, content(1, 3000));
        int length = (int) Files.size(files(root, Tree.HEADER).get(0));
        for (int at = 0; at < length; at++) {
            put(storage, KEY, content(1, 3000));
            Path header = files(root, Tree.HEADER).get(0);
            byte[] bytes = Files.readAllBytes(header);
            bytes[at] ^= 0x10;
            Files.write(header, bytes);

            assertThat(load(storage, KEY)).isNull();
            assertThat(files(root, "")).isEmpty();
        }
        assertThat(storage.faults(Fault.DAMAGED_HEADER)).isEqualTo(length);
    }

    @Test
    void bodyOfAnotherEntryOrTime_isNeverServed_evenIfItHasTheSameLength() throws IOException {
        DiskStorage storage = storage(root);
        put(storage, KEY, content(1, 3000));
        Path body = files(root, Tree.DATA).get(0);
        byte[] older = Files.readAllBytes(body);
        put(storage, KEY, content(2, 3000));
        Path now = files(root, Tree.DATA).get(0);
        Files.write(now, older);

        assertThat(get(storage, KEY)).isNull();
        assertThat(storage.faults(Fault.DAMAGED_BODY)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "3, 2", "2, 1", "4, 5", "1, 20"})
    void otherDirectories_doNotLeaveTheFilesOfTheOldOnesBehind(int levels, int length) throws IOException {
        DiskStorage before = storage(root);
        for (int i = 0; i < 5; i++) {
            put(before, key(i), content(i, 10_000));
        }
        put(before, key(5), content(5, 10_000));
        Path young = before.tree().header(EntryName.of(key(5).bytes()));
        Path foreign = root.resolve("ab/cd/01.header");
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "somebody's");
        for (Path file : files(root, "")) {
            if (!file.equals(young)) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
            }
        }

        DiskStorage after = new DiskStorage(new Tree(root, levels, length), Samples.LIMITS, InstantSource.system());
        put(after, KEY, content(9, 10_000));
        try (Upkeep upkeep = new Upkeep(after, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(true);
        }

        assertThat(get(after, KEY)).isEqualTo(content(9, 10_000));
        assertThat(files(root, "")).hasSize(4).contains(young, foreign);
        Files.delete(foreign);
        assertThat(after.bytes()).isEqualTo(bytesOnDisk(root));
    }

    @Test
    void headerOfAnotherKey_isAMiss() throws IOException {
        DiskStorage storage = storage(root);
        put(storage, KEY, content(1, 3000));
        Path other = storage.tree().header(EntryName.of(key(2).bytes()));
        Files.createDirectories(other.getParent());
        Files.copy(files(root, Tree.HEADER).get(0), other);

        assertThat(load(storage, key(2))).isNull();
        assertThat(get(storage, KEY)).isNotNull();
    }

    @Test
    void upkeep_takesOutWhatAKillLeftBehind_andNothingElse() throws IOException {
        DiskStorage storage = storage(root);
        for (int i = 0; i < 20; i++) {
            put(storage, key(i), content(i, 100_000));
        }
        List<Path> bodies = files(root, Tree.DATA);
        Path orphan = bodies.get(0)
                .resolveSibling(
                        bodies.get(0).getFileName().toString().substring(0, 33) + "00000000000000aa" + Tree.DATA);
        Path lone = bodies.get(1).resolveSibling("0".repeat(32) + ".00000000000000bb" + Tree.DATA);
        Path draft = storage.tree().drafts().resolve("00000000000000cc" + Tree.DRAFT);
        Path young = storage.tree().drafts().resolve("00000000000000dd" + Tree.DRAFT);
        Path future = storage.tree().drafts().resolve("00000000000000ee" + Tree.DRAFT);
        Files.writeString(future, "the clock was put back");
        Files.setLastModifiedTime(future, FileTime.from(Instant.now().plus(Duration.ofDays(300))));
        Path foreign = bodies.get(2).resolveSibling("README");
        for (Path file : List.of(orphan, lone, draft, young, foreign)) {
            Files.writeString(file, "left behind");
            Files.setLastModifiedTime(
                    file, FileTime.from(Instant.now().minus(Duration.ofHours(file == young ? 0 : 1))));
        }
        try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(true);
            upkeep.round(false);
            assertThat(upkeep.cleaned()).isEqualTo(4);
        }

        assertThat(Files.exists(orphan) || Files.exists(lone) || Files.exists(draft) || Files.exists(future))
                .isFalse();
        assertThat(Files.exists(young) && Files.exists(foreign)).isTrue();
        assertThat(Samples.countSound(storage, 20)).isEqualTo(20);
        Files.delete(foreign);
        assertThat(storage.bytes()).isEqualTo(bytesOnDisk(root));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"drafts/novel.draft", "drafts/0123456789ABCDEF.draft", "ab/cd/letter.header", "ab/cd/x.data"})
    void foreignFiles_areLeftAlone_howeverOldTheyAre(String name) throws IOException {
        Path foreign = root.resolve(name);
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "somebody's");
        Files.setLastModifiedTime(foreign, FileTime.from(Instant.now().minus(Duration.ofDays(300))));
        DiskStorage storage = storage(root);
        try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(true);
            upkeep.round(false);
        }

        assertThat(foreign).exists();
        assertThat(storage.bytes()).isZero();
    }

    @Test
    void upkeep_readsTheHeadersOfWhatItDoesNotKnow_andNoOthers() throws IOException {
        DiskStorage storage = storage(root);
        for (int i = 0; i < 20; i++) {
            put(storage, key(i), content(i, 1000));
        }
        for (Path header : files(root, Tree.HEADER)) {
            Files.writeString(header, "damaged: who reads it counts that, and takes it out");
        }
        try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(true);
            upkeep.round(false);
        }
        assertThat(storage.faults(Fault.DAMAGED_HEADER)).isZero();
        assertThat(storage.entries()).isEqualTo(20);

        DiskStorage restarted = storage(root);
        try (Upkeep upkeep = new Upkeep(restarted, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(true);
            assertThat(restarted.entries()).isEqualTo(20);
            upkeep.round(false);
        }
        assertThat(restarted.faults(Fault.DAMAGED_HEADER)).isEqualTo(20);
        assertThat(files(root, "")).isEmpty();
        assertThat(restarted.bytes()).isZero();
    }

    @Test
    void upkeep_learnsWhatAnotherProcessHasReplaced() throws IOException {
        DiskStorage one = storage(root);
        DiskStorage other = storage(root);
        for (int i = 0; i < 20; i++) {
            put(one, key(i), content(i, 1000));
        }
        try (Upkeep upkeep = new Upkeep(one, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(false);
            for (int i = 0; i < 10; i++) {
                put(other, key(i), content(i, 100_000));
            }
            other.remove(key(19));
            upkeep.round(false);
        }

        assertThat(one.entries()).isEqualTo(19);
        assertThat(one.bytes()).isEqualTo(bytesOnDisk(root));
    }

    @Test
    void use_isWrittenDownBesideTheRequest() throws IOException {
        AtomicLong now = new AtomicLong(1_000_000_000_000L);
        InstantSource clock = () -> Instant.ofEpochMilli(now.get());
        DiskStorage storage = new DiskStorage(new Tree(root, 2, 2), Samples.LIMITS, clock);
        put(storage, KEY, content(1, 1000));
        Path header = files(root, Tree.HEADER).get(0);
        now.addAndGet(61_000);
        FileTime written = Files.getLastModifiedTime(header);

        load(storage, KEY);
        assertThat(Files.getLastModifiedTime(header)).isEqualTo(written);
        try (Upkeep upkeep = new Upkeep(storage, clock, Duration.ofHours(1))) {
            upkeep.start();
            Awaitility.await().until(() -> upkeep.rounds() == 1);
            Awaitility.await().until(() -> Files.getLastModifiedTime(header).toMillis() == now.get());
        }
    }

    @Test
    void headerThatCannotBeRead_doesNotEndTheUpkeep() throws IOException {
        DiskStorage storage = storage(root);
        for (int i = 0; i < 20; i++) {
            Body body = Body.of(ByteBuffer.wrap(content(i, 1000)));
            storage.put(key(i), System.currentTimeMillis() - 1, Samples.response(key(i), body, "x"));
        }
        for (int i = 0; i < 10; i++) {
            // a directory where the header is read, a file where it is found: the superuser may read all files
            Path header = storage.tree().header(EntryName.of(key(i).bytes()));
            Path neighbour = storage.tree().directory(EntryName.of(key(19).bytes()));
            Files.move(header, neighbour.resolve(header.getFileName()));
            Files.createDirectory(header);
        }
        try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(false);

            assertThat(upkeep.rounds()).isEqualTo(1);
            assertThat(upkeep.cleaned()).isEqualTo(10);
        }
    }

    @Test
    void draftThatCannotBeDeleted_givesItsRoomBack() throws IOException {
        Path made = root.resolve("made");
        DiskStorage storage = storage(made);
        try (Draft draft = storage.draft()) {
            draft.add(ByteBuffer.wrap(content(1, 100_000)));
            Files.move(made, root.resolve("away"));
            Files.writeString(made, "in the way");
        }
        assertThat(storage.faults(Fault.VANISHED)).isEqualTo(1);
        assertThat(storage.bytes()).isZero();
    }

    @Test
    void draftOfAnotherStorageOverTheSameFiles_isCopied_andEachCountsItsOwn() throws IOException {
        DiskStorage before = storage(root);
        DiskStorage now = storage(root);
        try (Draft draft = before.draft()) {
            draft.add(ByteBuffer.wrap(content(1, 100_000)));
            assertThat(now.put(KEY, Samples.FOREVER, Samples.response(KEY, draft.body(), "x")))
                    .isPositive();
        }
        assertThat(now.bytes()).isEqualTo(bytesOnDisk(root));
        assertThat(before.bytes()).isZero();
    }

    @Test
    void otherInterval_holdsAtOnce() {
        try (Upkeep upkeep = new Upkeep(storage(root), InstantSource.system(), Duration.ofHours(1))) {
            upkeep.start();
            Awaitility.await().until(() -> upkeep.rounds() == 1);

            upkeep.configure(Duration.ofMillis(1));

            Awaitility.await().until(() -> upkeep.rounds() > 1);
        }
    }

    @Test
    void expired_isAMissAndIsCleaned() throws IOException {
        DiskStorage storage = storage(root);
        long past = System.currentTimeMillis() - 1;
        for (int i = 0; i < 2; i++) {
            Body body = Body.of(ByteBuffer.wrap(content(i, 1000)));
            storage.put(key(i), past, Samples.response(key(i), body, "x"));
        }

        assertThat(load(storage, key(0))).isNull();
        assertThat(storage.entries()).isEqualTo(1);
        try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(false);
        }
        assertThat(files(root, "")).isEmpty();
        assertThat(storage.bytes()).isZero();
    }
}
