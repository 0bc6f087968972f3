// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.record.CacheKey;

/** How the engine reads what is stored. Implemented by the adapter on top of its shared cache; it decides about waiting. */
@FunctionalInterface
public interface RecordStore {

    /** A store that holds nothing. */
    RecordStore EMPTY = key -> null;

    /** The bytes last put under the key, or null. The engine does not write to them, and keeps views of them. */
    byte[] load(CacheKey key);

    /**
     * Told when the bytes under the key are damaged or of a foreign version. The engine treats them as absent; the adapter
     * may count and remove them.
     */
    default void unreadable(CacheKey key) {}
}
