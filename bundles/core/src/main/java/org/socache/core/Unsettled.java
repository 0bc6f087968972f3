// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Ids whose last store or remove did not get through to the provider. What it still holds under them may be out of date, so
 * they are misses here until a later write succeeds or, when the provider is back, the old entries are removed.
 *
 * <p>This is how far the promise "a value that was overwritten while its server was away does not reappear" goes: for the
 * writes of this node, and for at most {@link #MOST} of them; past that {@link #overflowed} says that only emptying the cache
 * will do.
 */
final class Unsettled {

    /** Ids remembered at most. */
    static final int MOST = 100_000;

    private final Set<IdKey> ids = ConcurrentHashMap.newKeySet();
    private volatile boolean overflowed;

    /** True if that was one too many. */
    boolean add(byte[] id) {
        if (ids.size() < MOST) {
            ids.add(new IdKey(id));
            return false;
        }
        overflowed = true;
        return true;
    }

    boolean contains(byte[] id) {
        return overflowed || (!ids.isEmpty() && ids.contains(new IdKey(id)));
    }

    void settled(byte[] id) {
        if (!ids.isEmpty()) {
            ids.remove(new IdKey(id));
        }
    }

    boolean overflowed() {
        return overflowed;
    }

    int size() {
        return ids.size();
    }

    /**
     * Removes each id, forgetting it when {@code remove} returns. Goes over what was added meanwhile too, as long as it becomes
     * fewer; what is added later stays a miss, since nobody has removed it.
     */
    void settle(Consumer<byte[]> remove) {
        int before;
        do {
            before = ids.size();
            for (IdKey key : ids) {
                remove.accept(key.id());
                ids.remove(key);
            }
        } while (!ids.isEmpty() && ids.size() < before);
    }

    /**
     * Begins again: {@code settle} sees to everything that was noted so far. What is added while it runs is noted anew; if it
     * throws, it is as if there had been one too many.
     */
    void startOver(Runnable settle) {
        ids.clear();
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
