// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.socache.api.Versioned;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Stored;

/**
 * Records as they were read last, with their versions: while the shared cache says that its record is still the same, it need
 * not be copied, checked and parsed again. Never asked without asking the shared cache, so that nothing is served from here
 * that is not there.
 *
 * <p>Two generations of equal size: what is used moves to the younger one, and when that is full it becomes the older one,
 * whose rest is forgotten. That is as good as an order by last use, for no more than a look at a map.
 */
final class ReadRecords {

    /** This share of the heap may be taken by both generations; 16 MiB of Karaf's 512. */
    private static final int SHARE_OF_HEAP = 32;

    /** What a record takes beside its bytes, about: the objects it was decoded to, and its fields once more as strings. */
    private static final int OBJECTS = 2048;

    private final long generationSize;
    private final AtomicLong size = new AtomicLong();
    private volatile Map<CacheKey, Held> young = new ConcurrentHashMap<>();
    private volatile Map<CacheKey, Held> old = new ConcurrentHashMap<>();

    /**
     * A record that was read.
     *
     * @param version the shared cache's; never {@link Versioned#NONE}
     * @param length of the record, in bytes
     */
    record Held(Stored stored, long version, int length) {

        private long bytes() {
            return (long) length + OBJECTS;
        }
    }

    ReadRecords() {
        this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** @param bytes what both generations may take */
    ReadRecords(long bytes) {
        generationSize = bytes / 2;
    }

    /** What was read last under the key, or null. */
    Held find(CacheKey key) {
        Held held = young.get(key);
        if (held == null) {
            held = old.remove(key);
            if (held != null) {
                keep(key, held);
            }
        }
        return held;
    }

    /** Keeps a record in the place of the one before; not one that is larger than a generation. */
    void keep(CacheKey key, Held held) {
        if (held.bytes() > generationSize) {
            forget(key);
            return;
        }
        Held before = young.put(key, held);
        long now = size.addAndGet(held.bytes() - (before == null ? 0 : before.bytes()));
        if (now > generationSize) {
            turn(now);
        }
    }

    void forget(CacheKey key) {
        Held held = young.remove(key);
        if (held != null) {
            size.addAndGet(-held.bytes());
        }
        old.remove(key);
    }

    /** Two threads may find a generation full; one of them turns it over. What others put in meanwhile may go uncounted. */
    private void turn(long full) {
        if (size.compareAndSet(full, 0)) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
    }
}
