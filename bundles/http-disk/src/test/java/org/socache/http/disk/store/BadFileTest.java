// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.FaultyDisk;
import org.socache.http.disk.file.Tree;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.Payload;
import org.socache.http.storage.Draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.socache.http.disk.store.Samples.content;
import static org.socache.http.disk.store.Samples.get;
import static org.socache.http.disk.store.Samples.key;
import static org.socache.http.disk.store.Samples.load;
import static org.socache.http.disk.store.Samples.put;
import static org.socache.http.disk.store.Samples.read;

/** A bad sector, a file of another user, a directory nobody may look into: one entry is lost by that, not the cache. */
class BadFileTest {

    @TempDir
    private Path root;

    private FaultyDisk disk;
    private DiskStorage storage;

    @BeforeEach
    void open() {
        disk = FaultyDisk.of(root);
        storage = new DiskStorage(new Tree(disk.wrap(root), 2, 2), Samples.LIMITS, InstantSource.system());
    }

    private Path file(int key, String end) throws IOException {
        String name = EntryName.of(key(key).bytes()).toString();
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.getFileName().toString().startsWith(name)
                            && file.toString().endsWith(end))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void unreadable(Path bad) {
        disk.weather((step, file) -> {
            if ((step == FaultyDisk.Step.OPEN || step == FaultyDisk.Step.LIST || step == FaultyDisk.Step.READ)
                    && file.equals(bad)) {
                throw new AccessDeniedException(file.toString());
            }
        });
    }

    @Test
    void unreadableHeader_isReplaced_andKeepsNoOtherEntryFromBeingWritten() throws IOException {
        put(storage, key(0), content(0, 1000));
        unreadable(file(0, Tree.HEADER));

        assertThat(load(storage, key(0))).isNull();
        assertThat(put(storage, key(1), content(1, 1000))).isPositive();
        assertThat(load(storage, key(0))).isNull();
        assertThat(put(storage, key(0), content(2, 1000))).isPositive();
        disk.weather((step, file) -> {});
        assertThat(get(storage, key(0))).isEqualTo(content(2, 1000));
    }

    @Test
    void unreadableHeader_canBeRemoved() throws IOException {
        put(storage, key(0), content(0, 1000));
        unreadable(file(0, Tree.HEADER));

        storage.remove(key(0));

        disk.weather((step, file) -> {});
        assertThat(get(storage, key(0))).isNull();
        assertThat(storage.bytes()).isZero();
        try (Stream<Path> all = Files.walk(root)) {
            assertThat(all.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void badSectorInABody_breaksOneAnswerOff_andTheNextRequestGoesToTheOrigin() throws IOException {
        put(storage, key(0), content(0, 900_000));
        Path body = file(0, Tree.DATA);
        try (Payload payload = load(storage, key(0)).body().open()) {
            disk.weather((step, file) -> {
                if (step == FaultyDisk.Step.READ && file.equals(body)) {
                    throw new IOException("Input/output error");
                }
            });
            assertThatThrownBy(() -> read(payload)).isInstanceOf(IOException.class);
        }
        disk.weather((step, file) -> {});
        assertThat(load(storage, key(0))).isNull();
        assertThat(storage.bytes()).isZero();
    }

    @Test
    void tooManyOpenFiles_losesNoEntry() throws IOException {
        put(storage, key(0), content(0, 900_000));
        disk.weather((step, file) -> {
            if (step == FaultyDisk.Step.OPEN || step == FaultyDisk.Step.LIST) {
                throw new FileSystemException(file.toString(), null, "Too many open files");
            }
        });
        assertThat(load(storage, key(0))).isNull();
        disk.weather((step, file) -> {});
        assertThat(get(storage, key(0))).isEqualTo(content(0, 900_000));
    }

    @Test
    void directoryThatCannotBeListed_doesNotEndTheWalk() throws IOException {
        for (int i = 0; i < 20; i++) {
            put(storage, key(i), content(i, 1000));
        }
        DiskStorage after = new DiskStorage(new Tree(disk.wrap(root), 2, 2), Samples.LIMITS, InstantSource.system());
        unreadable(file(7, Tree.HEADER).getParent());
        try (Upkeep upkeep = new Upkeep(after, InstantSource.system(), Duration.ofMinutes(1))) {
            upkeep.round(true);
            assertThat(upkeep.rounds()).isEqualTo(1);
        }
        assertThat(after.entries()).isEqualTo(19);
        assertThat(after.trouble()).isNull();
    }

    @Test
    void momentWithoutHeap_doesNotEndTheUpkeep() {
        AtomicBoolean once = new AtomicBoolean();
        disk.weather((step, file) -> {
            if (step == FaultyDisk.Step.LIST && once.compareAndSet(false, true)) {
                throw new OutOfMemoryError("Java heap space");
            }
        });
        try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMillis(1))) {
            upkeep.start();

            Awaitility.await().until(() -> upkeep.rounds() > 0);
        }
        assertThat(once).isTrue();
    }

    @Test
    void directoryNobodyMayUse_losesItsEntriesAlone() throws IOException {
        put(storage, key(0), content(0, 1000));
        Path closed = file(0, Tree.HEADER).getParent();
        disk.weather((step, file) -> {
            if (file.startsWith(closed) && step != FaultyDisk.Step.LOOK) {
                throw new AccessDeniedException(file.toString());
            }
        });

        assertThat(load(storage, key(0))).isNull();
        assertThat(put(storage, key(0), content(2, 1000))).isEqualTo(-1);
        storage.remove(key(0));
        assertThat(storage.trouble()).isNull();
        assertThat(put(storage, key(1), content(1, 1000))).isPositive();
    }

    @Test
    void bodyThatCannotBeWritten_isCountedOnce() {
        disk.weather((step, file) -> {
            if (step == FaultyDisk.Step.WRITE) {
                throw new IOException("Input/output error");
            }
        });
        byte[] content = content(0, 1000);
        Body body = Body.of(ByteBuffer.wrap(content));

        storage.put(key(0), Samples.FOREVER, Samples.response(key(0), body, Samples.sum(content)));

        assertThat(storage.faults(Fault.IO_ERROR)).isEqualTo(1);
    }

    @Test
    void draftThatIsTakenAway_losesItsEntryAlone() throws IOException {
        byte[] content = content(0, 100_000);
        try (Draft draft = storage.draft()) {
            draft.add(ByteBuffer.wrap(content));
            Body body = draft.body();
            try (Stream<Path> drafts = Files.list(root.resolve("drafts"))) {
                Files.delete(drafts.findAny().orElseThrow());
            }

            assertThat(storage.put(key(0), Samples.FOREVER, Samples.response(key(0), body, Samples.sum(content))))
                    .isEqualTo(-1);
        }

        assertThat(storage.trouble()).isNull();
        assertThat(storage.bytes()).isZero();
    }

    @Test
    void sourceThatCannotBeReadToItsEnd_isNoErrorOfTheDisk() {
        Body broken = new BrokenBody();

        assertThat(storage.put(key(0), Samples.FOREVER, Samples.response(key(0), broken, "")))
                .isEqualTo(-1);

        assertThat(storage.trouble()).isNull();
        assertThat(storage.faults(Fault.IO_ERROR)).isZero();
        assertThat(storage.bytes()).isZero();
    }

    /** Breaks off after a part. */
    private static final class BrokenBody implements Body {
        @Override
        public long length() {
            return 200_000;
        }

        @Override
        public Body slice(long start, long bytes) {
            throw new AssertionError("nobody asked for a part");
        }

        @Override
        public Payload open() {
            return new Payload() {
                private boolean begun;

                @Override
                public long length() {
                    return 200_000;
                }

                @Override
                public ByteBuffer next() throws IOException {
                    if (begun) {
                        throw new IOException("connection reset");
                    }
                    begun = true;
                    return ByteBuffer.allocate(100_000);
                }

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void whatCannotBeDeleted_isCountedOn_andTheLimitHolds() throws IOException {
        DiskStorage small = new DiskStorage(
                new Tree(disk.wrap(root), 2, 2), new Limits(1, 1_000_000, 1 << 20, 1000), InstantSource.system());
        for (int i = 0; i < 4; i++) {
            put(small, key(i), content(i, 200_000));
        }
        Path stuck = file(0, Tree.HEADER).getParent();
        disk.weather((step, file) -> {
            if (step == FaultyDisk.Step.DELETE && file.startsWith(stuck)) {
                throw new AccessDeniedException(file.toString());
            }
        });
        for (int i = 10; i < 30; i++) {
            put(small, key(i), content(i, 200_000));
            long bytes = 0;
            try (Stream<Path> all = Files.walk(root)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    bytes += (Files.size(file) + 4095) / 4096 * 4096;
                }
            }
            assertThat(bytes).isLessThanOrEqualTo(1 << 20).isEqualTo(small.bytes());
        }
        assertThat(small.evictions()).isPositive();
        assertThat(small.trouble()).isNull();
    }
}
