// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Ids whose last store or remove did not get through to the provider. What it still holds under them may be out of date, so
 * they are misses here until a later write succeeds or, when the provider is back, the old entries are removed.
 *
 * <p>This is how far the promise "a value that was overwritten while its server was away does not reappear" goes: for the
 * writes of this node, and for at most {@link #MOST} of them, with {@link #MOST_BYTES} of ids; past that {@link #overflowed}
 * says that only emptying the cache will do.
 */
final class Unsettled {

    /** Ids remembered at most. */
    static final int MOST = 100_000;

    /** Bytes of ids remembered at most: an id may have 64 KiB. */
    static final long MOST_BYTES = 32L << 20;

    /** Noted ids, each with a note of its own for every time: of two, the later one outlives what takes back the first. */
    private final Map<IdKey, Object> ids = new ConcurrentHashMap<>();

    /** Ids a store of which may land at any time, and how many stores. */
    private final Map<IdKey, Integer> held = new ConcurrentHashMap<>();

    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean overflowed;

    /** True if that was one too many. */
    boolean add(byte[] id) {
        IdKey key = new IdKey(id);
        Object note = new Object();
        if (ids.replace(key, note) != null) {
            return false;
        }
        if (ids.size() < MOST && bytes.get() + id.length <= MOST_BYTES) {
            if (ids.put(key, note) == null) {
                bytes.addAndGet(id.length);
            }
            return false;
        }
        overflowed = true;
        return true;
    }

    boolean contains(byte[] id) {
        if (overflowed) {
            return true;
        }
        if (ids.isEmpty() && held.isEmpty()) {
            return false;
        }
        IdKey key = new IdKey(id);
        return ids.containsKey(key) || held.containsKey(key);
    }

    void settled(byte[] id) {
        if (!ids.isEmpty()) {
            forget(new IdKey(id));
        }
    }

    private void forget(IdKey key) {
        if (ids.remove(key) != null) {
            bytes.addAndGet(-key.id().length);
        }
    }

    private void forget(IdKey key, Object note) {
        if (ids.remove(key, note)) {
            bytes.addAndGet(-key.id().length);
        }
    }

    /** Nobody knows when a store of this id that was given up will land: until it is {@link #release released} it is a miss. */
    void hold(byte[] id) {
        held.merge(new IdKey(id), 1, Integer::sum);
    }

    void release(byte[] id) {
        held.computeIfPresent(new IdKey(id), (key, stores) -> stores == 1 ? null : stores - 1);
    }

    /** Everything is a miss until the cache is emptied. */
    void overflow() {
        overflowed = true;
    }

    boolean isEmpty() {
        return ids.isEmpty() && !overflowed;
    }

    boolean overflowed() {
        return overflowed;
    }

    /**
     * Removes each id, forgetting it when {@code remove} returns, unless it was noted again meanwhile. Goes over what was added
     * meanwhile too, as long as it becomes fewer; what is added later stays a miss, since nobody has removed it.
     */
    void settle(Consumer<byte[]> remove) {
        int before;
        do {
            before = ids.size();
            ids.forEach((key, note) -> {
                remove.accept(key.id());
                forget(key, note);
            });
        } while (!ids.isEmpty() && ids.size() < before);
    }

    /**
     * Begins again: {@code settle} sees to everything that was noted so far. What is added while it runs is noted anew; if it
     * throws, it is as if there had been one too many.
     */
    void startOver(Runnable settle) {
        ids.keySet().forEach(this::forget);
        overflowed = false;
        try {
            settle.run();
        } catch (Throwable unsettled) {
            overflowed = true;
            throw unsettled;
        }
    }

    /** Gives up those that were too many to remember. */
    void forgetOverflow() {
        overflowed = false;
    }
}
