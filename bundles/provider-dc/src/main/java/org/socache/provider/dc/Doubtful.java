// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Keys whose value on the server may be one that should be gone: a store or remove of theirs had no answer. They are removed
 * before they are read again, so that a server that comes back does not bring back what was overwritten meanwhile.
 *
 * <p>It knows what this instance asked for, not what other processes did, and remembers the last {@value #LIMIT} keys; older
 * ones live on until they expire.
 */
final class Doubtful {

    static final int LIMIT = 4_096;

    private final Set<ByteBuffer> keys = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > LIMIT;
        }
    }));

    void add(byte[] key) {
        keys.add(ByteBuffer.wrap(key.clone())); // the id may be the caller's own array
    }

    /** The key was removed, or what is there now is what should be. */
    void settle(byte[] key) {
        if (!keys.isEmpty()) {
            keys.remove(ByteBuffer.wrap(key));
        }
    }

    boolean has(byte[] key) {
        return !keys.isEmpty() && keys.contains(ByteBuffer.wrap(key));
    }

    int size() {
        return keys.size();
    }
}
