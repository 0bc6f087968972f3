// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.clean;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.FaultyDisk;
import org.socache.http.disk.file.Header;
import org.socache.http.disk.file.Tree;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.VariantIndex;

import static org.assertj.core.api.Assertions.assertThat;

/** The command does what htcacheclean does, and says it in the same words, but goes by last use. */
class HtCacheCleanTest {

    private static final long LATER = System.currentTimeMillis() + 3_600_000;

    @TempDir
    private Path root;

    private Tree tree;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void tree() {
        tree = new Tree(root, 2, 2);
    }

    private int clean(String... options) {
        out.reset();
        err.reset();
        List<String> arguments = new ArrayList<>(List.of("-p", root.toString()));
        arguments.addAll(List.of(options));
        return run(arguments);
    }

    private int run(List<String> arguments) {
        return new HtCacheClean(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new CountDownLatch(1),
                        () -> null,
                        null)
                .run(arguments);
    }

    private static String url(int number) {
        return "http://www.example.com:80/" + number + "?";
    }

    /** An entry of about a thousand bytes. */
    private void entry(String key, long expiry, long responseTime, Duration idle) throws IOException {
        EntryName name = EntryName.of(key.getBytes(StandardCharsets.ISO_8859_1));
        Files.createDirectories(tree.directory(name));
        byte[] record = new byte[200 - key.length()];
        Header header = new Header(200, 7, 700, expiry, 1000, 2000, responseTime, key, record);
        Files.write(tree.header(name), header.encode().array());
        Files.write(tree.body(name, 7), new byte[728]);
        Files.setLastModifiedTime(tree.header(name), FileTime.from(Instant.now().minus(idle)));
    }

    private void entries(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            entry(url(i), LATER, 3000, Duration.ofMinutes(i * 7919L % count));
        }
    }

    private boolean has(String key) {
        return Files.exists(tree.header(EntryName.of(key.getBytes(StandardCharsets.ISO_8859_1))));
    }

    private List<Path> all(boolean directories) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(path -> !path.equals(root) && Files.isDirectory(path) == directories)
                    .toList();
        }
    }

    @Test
    void foreignDraft_stays_howeverThorough() throws IOException {
        entries(10);
        Files.createDirectories(tree.drafts());
        Path ours = Files.writeString(tree.drafts().resolve("0123456789abcdef.draft"), "x");
        Path novel = Files.writeString(tree.drafts().resolve("novel.draft"), "x");

        assertThat(clean("-r", "-l1K")).isZero();

        assertThat(ours).doesNotExist();
        assertThat(novel).exists();
    }

    @Test
    void whatCannotBeLookedIntoOrDeleted_isTold_andTheRestIsCleaned() throws IOException {
        entries(20);
        Path closed = tree.directory(EntryName.of(url(3).getBytes(StandardCharsets.ISO_8859_1)));
        Path stuck = tree.header(EntryName.of(url(4).getBytes(StandardCharsets.ISO_8859_1)));
        FaultyDisk disk = FaultyDisk.of(root);
        disk.weather((step, file) -> {
            if (step == FaultyDisk.Step.LIST && file.equals(closed)
                    || step == FaultyDisk.Step.DELETE && file.equals(stuck)) {
                throw new AccessDeniedException(file.toString());
            }
        });
        Options options = Options.parse(List.of("-p", root.toString(), "-l", "1K"), () -> null);
        Cleaner cleaner =
                new Cleaner(options, new Tree(disk.wrap(root), 2, 2), InstantSource.system(), new CountDownLatch(1));

        assertThat(cleaner.run()).isTrue();

        assertThat(cleaner.statistics().skipped).isEqualTo(3);
        assertThat(has(url(3)) && has(url(4))).isTrue();
        assertThat(IntStream.range(0, 20).filter(i -> has(url(i))).count()).isLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyDisk.Step.class,
            names = {"LIST", "NEXT"})
    void draftsThatCannotBeListed_areTold_andTheRestIsCleaned(FaultyDisk.Step failing) throws IOException {
        entries(20);
        FaultyDisk disk = FaultyDisk.of(root);
        disk.weather((step, file) -> {
            if (step == failing && file.equals(tree.drafts())) {
                throw new AccessDeniedException(file.toString());
            }
        });
        Files.createDirectories(tree.drafts());
        Options options = Options.parse(List.of("-p", root.toString(), "-l", "1K"), () -> null);
        Cleaner cleaner =
                new Cleaner(options, new Tree(disk.wrap(root), 2, 2), InstantSource.system(), new CountDownLatch(1));

        assertThat(cleaner.run()).isTrue();

        assertThat(cleaner.statistics().skipped).isEqualTo(1);
        assertThat(IntStream.range(0, 20).filter(i -> has(url(i))).count()).isEqualTo(1);
    }

    @Test
    void repeated_goesOn_whenTheTreeWasAway() throws IOException {
        entries(20);
        Path away = root.resolveSibling(root.getFileName() + "-away");
        Files.move(root, away);
        Files.writeString(root, "in the way");
        int[] rests = {0};
        CountDownLatch stop = new CountDownLatch(1) {
            @Override
            public boolean await(long time, TimeUnit unit) {
                rests[0]++;
                try {
                    if (rests[0] == 1) {
                        Files.delete(root);
                        Files.move(away, root);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return rests[0] == 2;
            }
        };
        PrintStream console = new PrintStream(err, true, StandardCharsets.UTF_8);
        Options options = Options.parse(List.of("-p", root.toString(), "-d1", "-l1K"), () -> null);

        assertThat(new HtCacheClean(console, console, stop, () -> null, null).run(options))
                .isZero();

        assertThat(err.toString(StandardCharsets.UTF_8)).contains(root.toString(), "tried again in 1 minutes");
        assertThat(rests[0]).isEqualTo(2);
        assertThat(IntStream.range(0, 20).filter(i -> has(url(i))).count()).isEqualTo(1);
    }

    @Test
    void urls_areLookedFor_noLongerThanTold() throws IOException {
        for (int i = 0; i < 100; i++) {
            EntryName name = EntryName.of(url(i).getBytes(StandardCharsets.ISO_8859_1));
            Files.createDirectories(tree.directory(name));
            Files.writeString(tree.header(name), "damaged");
        }
        FaultyDisk disk = FaultyDisk.of(root);
        AtomicLong looks = new AtomicLong();
        disk.weather((step, file) -> looks.addAndGet(step == FaultyDisk.Step.OPEN ? 1 : 0));

        assertThat(new Listing(new Tree(disk.wrap(root), 2, 2)).urls(10, 40)).isEmpty();

        assertThat(looks.get()).isBetween(20L, 40L);
    }

    @Test
    void sizeLimit_isReached_byWhatWasNotUsedForTheLongestTime() throws IOException {
        entries(200);

        assertThat(clean("-v", "-l100K")).isZero();

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .contains(
                        "Cleaned " + root + ". Statistics:",
                        "size limit 100.0K",
                        "inodes limit 0",
                        "total size was 195.3K, total size now 99.6K",
                        "total entries was 200, total entries now 102",
                        "98 entries deleted (0 from future, 0 expired, 98 fresh)");
        for (int i = 0; i < 200; i++) {
            assertThat(has(url(i))).isEqualTo(i * 7919L % 200 < 102);
        }
        assertThat(all(false)).hasSize(204);
    }

    @Test
    void entriesUsedInTheSameSecond_goNoFurtherThanTheLimit_howeverLongItTakes() throws IOException {
        for (int i = 0; i < 100; i++) {
            entry(url(i), LATER, 3000, Duration.ofHours(1));
        }
        AtomicLong seconds = new AtomicLong(System.currentTimeMillis() / 1000);
        Options options = Options.parse(List.of("-l50K"), () -> root);

        new Cleaner(options, tree, () -> Instant.ofEpochSecond(seconds.getAndIncrement()), new CountDownLatch(1)).run();

        assertThat(all(false)).hasSize(2 * 51);
    }

    @Test
    void entriesUsedInTheSameSecond_goOnlyAsFarAsOlderOnesDoNotSuffice() throws IOException {
        for (int i = 0; i < 100; i++) {
            entry(url(i), LATER, 3000, Duration.ofHours(1 + i % 2));
        }
        Options options = Options.parse(List.of("-l40K"), () -> root);

        new Cleaner(options, tree, InstantSource.system(), new CountDownLatch(1)).run();

        assertThat(all(false)).hasSize(2 * 40);
        for (int i = 1; i < 100; i += 2) {
            assertThat(has(url(i))).isFalse();
        }
    }

    @Test
    void inodeLimit_countsFilesAndDirectories_andEmptyOnesGo() throws IOException {
        entries(50);
        long before = 50 * 2 + directoriesOfEntries();

        assertThat(clean("-vt", "-L", "60")).isZero();

        long left = all(false).size() + directoriesOfEntries();
        assertThat(left).isBetween(57L, 60L);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("total inodes was " + before + ", total inodes now " + left);
        assertThat(all(true)).allMatch(directory -> directory.toFile().list().length > 0);
    }

    private long directoriesOfEntries() throws IOException {
        return all(true).stream()
                .filter(d -> d.getNameCount() == root.getNameCount() + 2)
                .count();
    }

    @Test
    void futureAndExpired_goFirst_butOnlyWhenALimitIsPassed() throws IOException {
        entries(10);
        entry("future", LATER, LATER, Duration.ZERO);
        entry("expired", 5000, 3000, Duration.ZERO);

        assertThat(clean("-v", "-l1M")).isZero();
        assertThat(has("future") && has("expired")).isTrue();
        assertThat(clean("-v", "-l10K")).isZero();

        assertThat(has("future") || has("expired")).isFalse();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("2 entries deleted (1 from future, 1 expired, 0 fresh)");
    }

    @Test
    void dryRun_tellsTheSame_andDeletesNothing() throws IOException {
        entries(20);

        assertThat(clean("-vD", "-l10K")).isZero();

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("total entries was 20, total entries now 10");
        assertThat(all(false)).hasSize(40);
    }

    @Test
    void leftovers_goWhenOld_orWhenThorough() throws IOException {
        entries(1);
        Files.createDirectories(tree.drafts());
        Path old = Files.writeString(tree.drafts().resolve("00000000000000aa.draft"), "x");
        Path young = Files.writeString(tree.drafts().resolve("00000000000000bb.draft"), "x");
        Path future = Files.writeString(tree.drafts().resolve("00000000000000cc.draft"), "x");
        Files.setLastModifiedTime(future, FileTime.from(Instant.now().plus(Duration.ofHours(2))));
        Path damaged = tree.header(EntryName.of(url(0).getBytes(StandardCharsets.ISO_8859_1)));
        Path foreign = Files.writeString(root.resolve("README"), "x");
        Files.writeString(damaged, "damaged");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

        assertThat(clean("-l1M")).isZero();
        assertThat(Files.exists(old) || Files.exists(future)).isFalse();
        assertThat(Files.exists(young) && Files.exists(damaged)).isTrue();
        assertThat(clean("-r", "-l1M")).isZero();

        assertThat(Files.exists(young) || Files.exists(damaged)).isFalse();
        assertThat(Files.exists(foreign)).isTrue();
    }

    @Test
    void headerThatCannotBeRead_isCounted_andTheOthersAreCleaned() throws IOException {
        entries(20);
        Path header = tree.header(EntryName.of(url(0).getBytes(StandardCharsets.ISO_8859_1)));
        Files.delete(header);
        Files.createDirectory(header);

        assertThat(clean("-v", "-l10K")).isZero();

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("1 headers cannot be read", "total entries was 20, total entries now");
        assertThat(all(false)).hasSizeLessThan(30);
    }

    @Test
    void url_goesWithItsVariants() throws IOException {
        CacheKey key = new CacheKey(url(1));
        VariantIndex index = new VariantIndex(
                key,
                List.of(new VariantIndex.Variant(
                        "ab12", List.of("accept"), Fields.of("accept", "x"), "", "", 1, LATER)));
        EntryName name = EntryName.of(key.bytes());
        Files.createDirectories(tree.directory(name));
        byte[] record = new Stored.Variants(index).encode();
        Files.write(
                tree.header(name),
                new Header(0, 0, 0, LATER, 0, 0, 0, key.text(), record).encode().array());
        entry(key.variant("ab12").text(), LATER, 3000, Duration.ZERO);
        entry(url(2), LATER, 3000, Duration.ZERO);

        assertThat(clean("-a")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactlyInAnyOrder(url(1), url(2));
        assertThat(clean("-v", url(1), url(9))).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("Removed: " + url(1), "Not cached: " + url(9));
        assertThat(clean(url(1))).isEqualTo(2);

        assertThat(all(false)).hasSize(2);
        assertThat(has(url(2))).isTrue();
    }

    @Test
    void details_areInTheOrderOfHtcacheclean() throws IOException {
        entry(url(1), 5000, 3000, Duration.ZERO);

        assertThat(clean("-A")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8).trim())
                .isEqualTo(url(1) + " 272 700 200 1 1000000 5000000 2000000 3000000 1 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-l1M                  | -p is missing",
                "-p.                   | -l or -L is missing, or a URL, or -a for a list",
                "-p. -lx               | -l x is not a whole number",
                "-p. -l0               | -l must be above 0",
                "-p. -l1M -l2M         | -l is given twice",
                "-p. -tt -l1M          | -t is given twice",
                "-p. -l1M -d5 -v       | -d excludes",
                "-p. -l1M -i           | -i needs -d",
                "-p. -l1M http://a/?   | URLs exclude",
                "-p. -l                | -l needs a value",
                "-p. -l1M -z           | -z is no option",
                "-p/no/such -l1M       | is no directory"
            })
    void wrongOptions_areRefusedWithTheReason(String line, String reason) {
        assertThat(run(List.of(line.trim().split(" +")))).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(reason.trim());
    }
}
