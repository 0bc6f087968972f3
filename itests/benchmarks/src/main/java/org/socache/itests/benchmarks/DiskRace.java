// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.socache.http.disk.file.Tree;
import org.socache.http.disk.store.DiskStorage;
import org.socache.http.disk.store.Limits;
import org.socache.http.disk.store.Upkeep;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Timing;

import static org.awaitility.Awaitility.await;

/** What the storage disk keeps of its limits, and trees of equal content for the two cleaners. */
final class DiskRace {

    private static final int BLOCK = 4096;
    private static final int LARGEST = 10_000_000;
    private static final int REQUESTS_PER_OBJECT = 5;
    /** How often all files are counted on disk, beside the storage's own account after each request. */
    private static final int COUNTS = 5;

    private static final int ROUNDS = 5;
    private static final int HITS = 20_000;
    private static final int REPEATS = 3;
    /** What comes from the disk takes a hundred times as long. */
    private static final int COLD_ROUNDS = 3;

    private static final int COLD_HITS = 2000;

    /** Of a million entries of which nothing is in memory, more than enough. */
    private static final Duration FIRST_WALK = Duration.ofHours(1);

    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");
    private static final String CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@";

    private DiskRace() {}

    public static void main(String[] arguments) throws Exception {
        Path place = Path.of(arguments[1]);
        int objects = Integer.parseInt(arguments[2]);
        switch (arguments[0]) {
            case "fill" -> fill(place, objects);
            case "hits" -> hits(place, objects, !"0".equals(arguments[3]));
            case "socache" -> socacheTree(place, objects);
            case "httpd" -> httpdTree(place, objects);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** From 1 kB to 10 MB, few of them large, as on the web (Pareto): 12 GB on disk for a million. */
    private static int size(int object) {
        return (int) Math.min(LARGEST, 1000 / Math.pow(1 - new SplittableRandom(object).nextDouble(), 1 / 1.2));
    }

    /** Requests for a storage that is empty at first, until its limit has long been reached. */
    private static void fill(Path place, int objects) throws Exception {
        Traffic traffic = new Traffic(place, objects);
        traffic.go((long) objects * REQUESTS_PER_OBJECT, COUNTS);
        traffic.print();
        traffic.save();
    }

    /** The storage that was filled, after a start: its first walk, more requests, and how long hits take meanwhile. */
    private static void hits(Path place, int objects, boolean cold) throws Exception {
        Traffic traffic = new Traffic(place, objects);
        traffic.resume();
        DiskStorage storage = traffic.storage;
        if (cold) {
            dropCaches();
        }
        long began = System.nanoTime();
        long counting;
        try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofHours(1))) {
            upkeep.start();
            counting = p99(storage, hits(objects, 2, COLD_HITS));
            await("the first walk")
                    .atMost(FIRST_WALK)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> upkeep.rounds() > 0);
        }
        System.out.printf(
                Locale.ROOT,
                "after a start: %d entries of %d MB found within %d s, p99 of hits meanwhile %d us%n",
                storage.entries(),
                storage.bytes() >> 20,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
                counting / 1000);
        traffic.go(Math.max(10_000, objects / 20), 1);
        traffic.print();
        latencies(traffic, cold);
        traffic.save();
    }

    /**
     * Requests with one trace, and what plain LRU would have made of it. A directory that is kept goes on with its trace where
     * it ended.
     */
    private static final class Traffic {
        private final Path position;
        private final Path tree;
        private final int objects;
        private final long all;
        private final long limit;
        private final DiskStorage storage;
        private final Lru lru;
        private final ZipfNumbers numbers;
        private final byte[] content = new byte[LARGEST];
        private long requests;
        private long counted;
        private long hits;
        private long lruHits;
        private long most;
        private double off;

        Traffic(Path place, int objects) {
            this.position = place.resolve("position");
            this.tree = place.resolve("tree");
            this.objects = objects;
            long sum = 0;
            for (int object = 0; object < objects; object++) {
                sum += units(size(object));
            }
            all = sum * BLOCK;
            limit = sum / 2 * BLOCK;
            storage = new DiskStorage(
                    new Tree(tree, 2, 2), new Limits(1, 1 << 30, limit, objects), InstantSource.system());
            lru = new Lru(limit / BLOCK);
            numbers = new ZipfNumbers(objects, 0.8, 1);
        }

        /** LRU is told what has been; the storage finds it on disk. */
        void resume() throws IOException {
            String[] was = Files.readString(position).trim().split(" ");
            if (Integer.parseInt(was[0]) != objects) {
                throw new IllegalArgumentException(position + " is of " + was[0] + " objects, not of " + objects);
            }
            for (long before = Long.parseLong(was[1]); requests < before; requests++) {
                int object = numbers.next();
                lru.request(object, units(size(object)));
            }
        }

        void save() throws IOException {
            Files.writeString(position, objects + " " + requests + System.lineSeparator());
        }

        void go(long count, int countsOnDisk) throws IOException {
            for (long request = 0; request < count; request++) {
                one();
                if ((request + 1) % (count / countsOnDisk) == 0) {
                    off = Math.max(off, Math.abs(onDisk(tree) - storage.bytes()) * 100.0 / limit);
                }
            }
        }

        private void one() {
            int object = numbers.next();
            int size = size(object);
            CacheKey key = key(object);
            if (storage.load(key) != null) {
                hits++;
            } else {
                put(storage, key, Body.of(ByteBuffer.wrap(content, 0, size)));
            }
            lruHits += lru.request(object, units(size)) ? 1 : 0;
            most = Math.max(most, storage.bytes());
            requests++;
            counted++;
        }

        void print() {
            System.out.printf(
                    Locale.ROOT,
                    "%d requests for %d objects of %d MB, limit %d MB: at most %.2f %% of it used, on disk %.2f %% off%n",
                    counted,
                    objects,
                    all >> 20,
                    limit >> 20,
                    100.0 * most / limit,
                    off);
            System.out.printf(
                    Locale.ROOT, "hit rate %.2f %%, LRU %.2f %%%n", 100.0 * hits / counted, 100.0 * lruHits / counted);
            System.out.printf(Locale.ROOT, "ratio disk-hit-rate lru %.3f%n", (double) hits / lruHits);
            System.out.printf(
                    Locale.ROOT,
                    "index %.1f MB for a million entries, %d entries%n",
                    storage.indexMemory() / (double) storage.entries(),
                    storage.entries());
        }
    }

    /** Empties the page cache of the system, with what it knows of files and directories; only the superuser may. */
    private static void dropCaches() throws IOException, InterruptedException {
        new ProcessBuilder("sync").start().waitFor();
        Files.writeString(DROP_CACHES, "3");
    }

    /**
     * Hits in turns: while nothing else goes on, while the upkeep walks, and while other requests write and evict. The first
     * walk is as after a start, by names and sizes and without a rest; those after it read the headers not known yet.
     */
    private static void latencies(Traffic traffic, boolean cold) throws Exception {
        DiskStorage storage = traffic.storage;
        CacheKey[] once = hits(traffic.objects, 2, HITS);
        CacheKey[] same = new CacheKey[HITS * REPEATS];
        Arrays.setAll(same, i -> once[i % HITS]);
        int rounds = cold ? COLD_ROUNDS : ROUNDS;
        long[] idle = new long[rounds];
        long[] cleaning = new long[rounds];
        long[] evicting = new long[rounds];
        for (int round = 0; round < rounds; round++) {
            if (cold) {
                // the walk finds nothing in memory, the hits do
                dropCaches();
            }
            p99(storage, once);
            idle[round] = p99(storage, same);
            cleaning[round] = whileWalking(storage, same);
            evicting[round] = whileEvicting(traffic, same);
        }
        print(cold ? "of pages in memory, the walk on a cold disk" : "of pages in memory", idle, cleaning);
        ratio("disk-p99-cleaning", idle, cleaning);
        System.out.printf(Locale.ROOT, "p99 of hits while others write and evict %d us%n", median(evicting) / 1000);
        ratio("disk-p99-evicting", idle, evicting);
        if (cold) {
            coldHits(traffic);
        }
    }

    /** Other objects each time, of which most have to come from the disk. */
    private static void coldHits(Traffic traffic) throws Exception {
        long[] idle = new long[COLD_ROUNDS];
        long[] cleaning = new long[COLD_ROUNDS];
        for (int round = 0; round < COLD_ROUNDS; round++) {
            dropCaches();
            idle[round] = p99(traffic.storage, hits(traffic.objects, 10 + round, COLD_HITS));
            dropCaches();
            cleaning[round] = whileWalking(traffic.storage, hits(traffic.objects, 20 + round, COLD_HITS));
        }
        print("from a cold disk", idle, cleaning);
        ratio("disk-p99-cleaning-cold", idle, cleaning);
    }

    private static void print(String what, long[] idle, long[] cleaning) {
        System.out.printf(
                Locale.ROOT,
                "p99 of hits %s: %d us, while the upkeep walks %d us (medians of %d turns)%n",
                what,
                median(idle) / 1000,
                median(cleaning) / 1000,
                idle.length);
    }

    private static void ratio(String subject, long[] idle, long[] busy) {
        System.out.printf(Locale.ROOT, "ratio %s disk-p99-idle %.2f%n", subject, (double) median(idle) / median(busy));
    }

    private static long median(long[] numbers) {
        long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long whileWalking(DiskStorage storage, CacheKey[] hits) throws IOException {
        try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMillis(1))) {
            upkeep.start();
            return p99(storage, hits);
        }
    }

    private static long whileEvicting(Traffic traffic, CacheKey[] hits) throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        FutureTask<Void> writes = new FutureTask<>(
                () -> {
                    while (writing.get()) {
                        traffic.one();
                    }
                },
                null);
        Thread writer = new Thread(writes, "writer");
        writer.setDaemon(true);
        writer.start();
        try {
            return p99(traffic.storage, hits);
        } finally {
            writing.set(false);
            // a writer that failed has evicted nothing
            writes.get();
        }
    }

    private static void put(DiskStorage storage, CacheKey key, Body body) {
        if (storage.put(key, Long.MAX_VALUE >> 8, response(key, body)) < 0) {
            throw new IllegalStateException(key + " was not taken");
        }
    }

    /** What is asked for: the more often, the smaller its number. */
    private static CacheKey[] hits(int objects, long seed, int count) {
        ZipfNumbers numbers = new ZipfNumbers(objects, 0.8, seed);
        CacheKey[] keys = new CacheKey[count];
        Arrays.setAll(keys, i -> key(numbers.next()));
        return keys;
    }

    /** Nanoseconds from the question to the end of the content, checked; misses do not count. */
    private static long p99(DiskStorage storage, CacheKey[] keys) throws IOException {
        long[] times = new long[keys.length];
        int count = 0;
        for (CacheKey key : keys) {
            long start = System.nanoTime();
            Stored stored = storage.load(key);
            if (stored instanceof Stored.Response found) {
                try (Payload payload = found.response().body().open()) {
                    while (payload != null && payload.next() != null) {
                        continue;
                    }
                }
                times[count++] = System.nanoTime() - start;
            }
        }
        if (count < keys.length / 2) {
            throw new IllegalStateException(count + " hits of " + keys.length);
        }
        Arrays.sort(times, 0, count);
        return times[(int) (count * 0.99)];
    }

    private static int units(long size) {
        // header, and body with its trailer
        return 1 + (int) ((size + 20 + 4 * (size / 65_536 + 1) + BLOCK - 1) / BLOCK);
    }

    private static long onDisk(Path place) throws IOException {
        try (var files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> (file.toFile().length() + BLOCK - 1) / BLOCK * BLOCK)
                    .sum();
        }
    }

    /** Least recently used, by units, as a map does it. */
    private static final class Lru {
        private final Map<Integer, Integer> entries = new LinkedHashMap<>(16, 0.75f, true);
        private final long limit;
        private long used;

        Lru(long limit) {
            this.limit = limit;
        }

        boolean request(int object, int units) {
            if (entries.get(object) != null) {
                return true;
            }
            entries.put(object, units);
            used += units;
            Iterator<Integer> eldest = entries.values().iterator();
            while (used > limit) {
                used -= eldest.next();
                eldest.remove();
            }
            return false;
        }
    }

    private static CacheKey key(int object) {
        return new CacheKey("http://127.0.0.1:80/object/" + object + "?");
    }

    private static Stored response(CacheKey key, Body body) {
        return new Stored.Response(new StoredResponse(
                key,
                200,
                Fields.of("Content-Type", "text/plain", "Content-Length", Long.toString(body.length())),
                new Timing(1000, 2000, 3000, 0, 5000, 0, -1, Long.MAX_VALUE >> 8),
                Extent.complete(body.length()),
                Set.of(),
                Fields.EMPTY,
                List.of(),
                body));
    }

    /** Responses as Socache keeps them, header and body of each about 1000 bytes. */
    private static void socacheTree(Path place, int objects) {
        DiskStorage storage = new DiskStorage(
                new Tree(place, 2, 2), new Limits(1, 1 << 30, 1L << 50, 500_000_000), InstantSource.system());
        byte[] content = new byte[700];
        for (int object = 0; object < objects; object++) {
            put(storage, key(object), Body.of(ByteBuffer.wrap(content)));
        }
    }

    /** The same as httpd keeps them. */
    private static void httpdTree(Path place, int objects) throws IOException, GeneralSecurityException {
        byte[] content = new byte[700];
        for (int object = 0; object < objects; object++) {
            httpd(place, key(object), content, object);
        }
    }

    /** An entry of mod_cache_disk 2.4 on a 64-bit machine: the native structure, then key, response and request fields. */
    private static void httpd(Path root, CacheKey key, byte[] content, int age)
            throws IOException, GeneralSecurityException {
        String name = httpdName(key.bytes());
        Path directory =
                Files.createDirectories(root.resolve(name.substring(0, 2)).resolve(name.substring(2, 4)));
        Path data = Files.write(directory.resolve(name.substring(4) + ".data"), content);
        long now = System.currentTimeMillis() * 1000;
        Files.setLastModifiedTime(data, FileTime.fromMillis(now / 1000 - age));
        byte[] fields = "Content-Type: text/plain\r\nContent-Length: 700\r\n\r\nHost: 127.0.0.1\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer header =
                ByteBuffer.allocate(120 + key.bytes().length + fields.length).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(6).putInt(200).putLong(key.bytes().length).putLong(0);
        header.putLong(now).putLong(now + 3_600_000_000L).putLong(now - 10).putLong(now - 5);
        header.putLong((Long) Files.getAttribute(data, "unix:ino"))
                .putLong((Long) Files.getAttribute(data, "unix:dev"));
        header.putInt(1).position(120).put(key.bytes()).put(fields);
        Files.write(directory.resolve(name.substring(4) + ".header"), header.array());
    }

    private static String httpdName(byte[] key) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("MD5").digest(key);
        StringBuilder name = new StringBuilder();
        for (int at = 0; at < 15; at += 3) {
            int bits = (digest[at] & 255) << 16 | (digest[at + 1] & 255) << 8 | digest[at + 2] & 255;
            for (int shift = 18; shift >= 0; shift -= 6) {
                name.append(CODE.charAt(bits >> shift & 63));
            }
        }
        int last = digest[15] & 255;
        return name.append(CODE.charAt(last >> 2))
                .append(CODE.charAt(last << 4 & 63))
                .toString();
    }
}
