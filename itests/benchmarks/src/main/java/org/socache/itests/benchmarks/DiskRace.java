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

/** What the storage disk keeps of its limits, and trees of equal content for the two cleaners. */
final class DiskRace {

    private static final int BLOCK = 4096;
    private static final int LARGEST = 10_000_000;
    private static final int REQUESTS_PER_OBJECT = 5;
    /** How often all files are counted on disk, beside the storage's own account after each request. */
    private static final int COUNTS = 5;

    private static final int ROUNDS = 5;
    private static final String CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@";

    private DiskRace() {}

    public static void main(String[] arguments) throws Exception {
        Path place = Path.of(arguments[1]);
        int objects = Integer.parseInt(arguments[2]);
        switch (arguments[0]) {
            case "limits" -> limits(place, objects);
            case "socache" -> socacheTree(place, objects);
            case "httpd" -> httpdTree(place, objects);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** From 1 kB to 10 MB, few of them large, as on the web (Pareto): 12 GB on disk for a million. */
    private static int size(int object) {
        return (int) Math.min(LARGEST, 1000 / Math.pow(1 - new SplittableRandom(object).nextDouble(), 1 / 1.2));
    }

    private static void limits(Path place, int objects) throws Exception {
        long all = 0;
        for (int object = 0; object < objects; object++) {
            all += units(size(object));
        }
        long limit = all / 2 * BLOCK;
        DiskStorage storage =
                new DiskStorage(new Tree(place, 2, 2), new Limits(1, 1 << 30, limit, objects), InstantSource.system());
        Lru lru = new Lru(limit / BLOCK);
        ZipfNumbers numbers = new ZipfNumbers(objects, 0.8, 1);
        long requests = (long) objects * REQUESTS_PER_OBJECT;
        long hits = 0;
        long lruHits = 0;
        long most = 0;
        double off = 0;
        byte[] content = new byte[LARGEST];
        for (long request = 0; request < requests; request++) {
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
            if ((request + 1) % (requests / COUNTS) == 0) {
                off = Math.max(off, Math.abs(onDisk(place) - storage.bytes()) * 100.0 / limit);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d objects of %d MB under a limit of %d MB: at most %.2f %% of it used, on disk at most %.2f %% off%n",
                objects,
                all * BLOCK >> 20,
                limit >> 20,
                100.0 * most / limit,
                off);
        System.out.printf(
                Locale.ROOT, "hit rate %.2f %%, LRU %.2f %%%n", 100.0 * hits / requests, 100.0 * lruHits / requests);
        System.out.printf(Locale.ROOT, "ratio disk-hit-rate lru %.3f%n", (double) hits / lruHits);
        System.out.printf(
                Locale.ROOT,
                "index %.1f MB for a million entries%n",
                storage.indexMemory() / (double) storage.entries());
        latencies(storage, objects);
    }

    /** Hits in turns: while nothing else goes on, while the upkeep walks, and while a writer evicts. */
    private static void latencies(DiskStorage storage, int objects) throws Exception {
        long[] idle = new long[ROUNDS];
        long[] counting = new long[ROUNDS];
        long[] cleaning = new long[ROUNDS];
        long[] evicting = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            idle[round] = p99(storage, objects);
            try (Upkeep upkeep = new Upkeep(storage, InstantSource.system(), Duration.ofMillis(1))) {
                upkeep.start();
                // the first walk only counts, as fast as it can
                counting[round] = p99(storage, objects);
                while (upkeep.rounds() == 0) {
                    Thread.onSpinWait();
                }
                cleaning[round] = p99(storage, objects);
            }
            evicting[round] = whileEvicting(storage, objects);
        }
        System.out.printf(
                Locale.ROOT,
                "p99 of hits %d us, during the upkeep's first walk %d us, its others %d us, while a writer evicts without"
                        + " pause %d us (medians of %d turns)%n",
                median(idle) / 1000,
                median(counting) / 1000,
                median(cleaning) / 1000,
                median(evicting) / 1000,
                ROUNDS);
        ratio("disk-p99-cleaning", idle, cleaning);
        ratio("disk-p99-evicting", idle, evicting);
    }

    private static void ratio(String subject, long[] idle, long[] busy) {
        System.out.printf(Locale.ROOT, "ratio %s disk-p99-idle %.2f%n", subject, (double) median(idle) / median(busy));
    }

    private static long median(long[] numbers) {
        long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long whileEvicting(DiskStorage storage, int objects) throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        FutureTask<Void> writes = new FutureTask<>(
                () -> {
                    byte[] content = new byte[100_000];
                    for (int object = objects; writing.get(); object++) {
                        put(storage, key(object), Body.of(ByteBuffer.wrap(content)));
                    }
                },
                null);
        Thread writer = new Thread(writes, "writer");
        writer.setDaemon(true);
        writer.start();
        try {
            return p99(storage, objects);
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

    private static long p99(DiskStorage storage, int objects) throws IOException {
        ZipfNumbers numbers = new ZipfNumbers(objects, 0.8, 2);
        long[] times = new long[20_000];
        int count = 0;
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            Stored stored = storage.load(key(numbers.next()));
            if (stored instanceof Stored.Response found) {
                try (Payload payload = found.response().body().open()) {
                    while (payload != null && payload.next() != null) {
                        continue;
                    }
                }
                times[count++] = System.nanoTime() - start;
            }
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
