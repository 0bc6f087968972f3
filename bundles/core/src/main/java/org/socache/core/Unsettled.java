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

    /** True if that was the one too many. */
    boolean add(byte[] id) {
        if (ids.size() < MOST) {
            ids.add(new IdKey(id));
            return false;
        }
        boolean first = !overflowed;
        overflowed = true;
        return first;
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

    /** Removes each id, forgetting it when {@code remove} returns. */
    void settle(Consumer<byte[]> remove) {
        for (IdKey key : ids) {
            remove.accept(key.id());
            ids.remove(key);
        }
    }

    /** Forgets everything, after the cache was emptied. */
    void reset() {
        ids.clear();
        overflowed = false;
    }
}
