// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.Arrays;

/** An id as a key of a map; a copy, so that a caller may reuse its array. */
final class IdKey {

    private final byte[] id;

    IdKey(byte[] id) {
        this.id = id.clone();
    }

    byte[] id() {
        return id;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdKey key && Arrays.equals(id, key.id);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(id);
    }
}
