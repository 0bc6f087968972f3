// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.util.Arrays;

/** An id as key of a map on the heap. */
final class Key {

    private final byte[] id;

    Key(byte[] id) {
        this.id = id;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(id, key.id);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(id);
    }
}
