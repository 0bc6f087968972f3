// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import net.openhft.chronicle.map.ChronicleMap;
import org.caffinitas.ohc.CacheSerializer;
import org.caffinitas.ohc.OHCache;
import org.caffinitas.ohc.OHCacheBuilder;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;
import org.mapdb.DBMaker;
import org.socache.api.Hints;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.provider.shmcb.ShmcbProvider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Makes contestants by name. Each is given room for all entries and a margin, so that nobody has to evict much. */
final class Contestants {

    /** Bytes to have per byte of id and data. */
    private static final double MARGIN = 1.6;

    private static final long HOUR_MILLIS = 3_600_000;

    private final int entries;
    private final int dataLength;
    private final Path directory;

    Contestants(int entries, int dataLength, Path directory) {
        this.entries = entries;
        this.dataLength = dataLength;
        this.directory = directory;
    }

    Contestant named(String name) throws Exception {
        return switch (name) {
            case "shmcb" -> shmcb();
            case "chronicle-map" -> chronicle(true);
            case "chronicle-map-new" -> chronicle(false);
            case "caffeine" -> caffeine();
            case "concurrent-hash-map" -> concurrentHashMap();
            case "ohc" -> ohc();
            case "ehcache-offheap" -> ehcache();
            case "mapdb" -> MapDb.of(DBMaker.memoryDirectDB().make());
            case "plain-memory" -> new PlainMemory(entries, dataLength, false, directory);
            case "plain-memory-checked" -> new PlainMemory(entries, dataLength, true, directory);
            case "httpd-algorithm" -> new HttpdAlgorithm((long) (bytes() * MARGIN), Ids.LENGTH, dataLength);
            default -> throw new IllegalArgumentException("no contestant " + name);
        };
    }

    /** Whether what a get returns is overwritten by the next one on its thread. All others return a new array. */
    static boolean reusesArray(String name) {
        return name.equals("chronicle-map");
    }

    private long bytes() {
        return (long) entries * (48 + Ids.LENGTH + dataLength);
    }

    private Contestant shmcb() throws Exception {
        CacheInstance cache = new ShmcbProvider()
                .open(
                        directory.resolve("shmcb") + "(" + (long) (bytes() * MARGIN) + ")",
                        new OpenContext(
                                "bench",
                                new Hints(Ids.LENGTH, dataLength, dataLength),
                                InstantSource.system(),
                                directory,
                                directory));
        long expiry = System.currentTimeMillis() + HOUR_MILLIS;
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                return cache.retrieve(id);
            }

            @Override
            public void put(byte[] id, byte[] data) {
                cache.store(id, expiry, data);
            }

            @Override
            public void close() {
                cache.close();
            }
        };
    }

    /** @param reusing whether a get writes into an array that the next one overwrites, or makes one that the caller may keep */
    private Contestant chronicle(boolean reusing) throws IOException {
        ChronicleMap<byte[], byte[]> map = ChronicleMap.of(byte[].class, byte[].class)
                .averageKeySize(Ids.LENGTH)
                .averageValueSize(dataLength)
                .entries((long) (entries * MARGIN))
                .putReturnsNull(true)
                .createPersistedTo(new File(directory.toFile(), "chronicle"));
        ThreadLocal<byte[]> used = ThreadLocal.withInitial(() -> new byte[dataLength]);
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                return reusing ? map.getUsing(id, used.get()) : map.get(id);
            }

            @Override
            public void put(byte[] id, byte[] data) {
                map.put(id, data);
            }

            @Override
            public void close() {
                map.close();
            }
        };
    }

    private Contestant caffeine() {
        Cache<Key, byte[]> cache =
                Caffeine.newBuilder().maximumSize((long) (entries * MARGIN)).build();
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                byte[] data = cache.getIfPresent(new Key(id));
                return data == null ? null : data.clone();
            }

            @Override
            public void put(byte[] id, byte[] data) {
                cache.put(new Key(id.clone()), data.clone());
            }
        };
    }

    private Contestant concurrentHashMap() {
        ConcurrentHashMap<Key, byte[]> map = new ConcurrentHashMap<>(entries * 2);
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                byte[] data = map.get(new Key(id));
                return data == null ? null : data.clone();
            }

            @Override
            public void put(byte[] id, byte[] data) {
                map.put(new Key(id.clone()), data.clone());
            }
        };
    }

    private static final class Bytes implements CacheSerializer<byte[]> {
        @Override
        public void serialize(byte[] value, ByteBuffer to) {
            to.putInt(value.length).put(value);
        }

        @Override
        public byte[] deserialize(ByteBuffer from) {
            byte[] value = new byte[from.getInt()];
            from.get(value);
            return value;
        }

        @Override
        public int serializedSize(byte[] value) {
            return Integer.BYTES + value.length;
        }
    }

    private Contestant ohc() {
        OHCache<byte[], byte[]> cache = OHCacheBuilder.<byte[], byte[]>newBuilder()
                .keySerializer(new Bytes())
                .valueSerializer(new Bytes())
                .capacity((long) (bytes() * 2 * MARGIN))
                .build();
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                return cache.get(id);
            }

            @Override
            public void put(byte[] id, byte[] data) {
                cache.put(id, data);
            }
        };
    }

    private Contestant ehcache() {
        CacheManager manager = CacheManagerBuilder.newCacheManagerBuilder()
                .withCache(
                        "bench",
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                String.class,
                                byte[].class,
                                ResourcePoolsBuilder.newResourcePoolsBuilder()
                                        .offheap((long) (bytes() * 2 * MARGIN) >> 20, MemoryUnit.MB)))
                .build(true);
        org.ehcache.Cache<String, byte[]> cache = manager.getCache("bench", String.class, byte[].class);
        return new Contestant() {
            @Override
            public byte[] get(byte[] id) {
                return cache.get(new String(id, ISO_8859_1));
            }

            @Override
            public void put(byte[] id, byte[] data) {
                cache.put(new String(id, ISO_8859_1), data);
            }

            @Override
            public void close() {
                manager.close();
            }
        };
    }
}
