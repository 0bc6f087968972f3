// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** A map of limited size that drops what was not used for longest. Safe for any number of threads; never blocks for long. */
final class BoundedMap<K, V> {

    private final Map<K, V> map;

    BoundedMap(int limit) {
        map = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > limit;
            }
        };
    }

    synchronized V get(K key) {
        return map.get(key);
    }

    synchronized void put(K key, V value) {
        map.put(key, value);
    }

    synchronized void remove(K key) {
        map.remove(key);
    }

    synchronized void clear() {
        map.clear();
    }

    /** As {@link Map#compute}; the function must be quick. */
    synchronized V compute(K key, BiFunction<K, V, V> next) {
        return map.compute(key, next);
    }
}
