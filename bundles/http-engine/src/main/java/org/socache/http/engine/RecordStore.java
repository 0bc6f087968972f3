// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Stored;

/** How the engine reads what is stored. Implemented by the adapter on top of its storages; it decides about waiting. */
@FunctionalInterface
public interface RecordStore {

    /** A store that holds nothing. */
    RecordStore EMPTY = key -> null;

    /** What was last put under the key; null if nothing, or if it is damaged or of a foreign version. */
    Stored load(CacheKey key);

    /**
     * The same, for what is to be removed: also from storages that answer no request here, where another part of the
     * configuration keeps it.
     */
    default Stored loadFromAny(CacheKey key) {
        return load(key);
    }
}
