// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

/**
 * Which bytes of the whole representation a stored body holds.
 *
 * @param first offset of the first byte held, 0 or more
 * @param length how many bytes are held
 * @param completeLength length of the whole representation, or -1 where that is not known
 */
public record Extent(long first, long length, long completeLength) {

    /** A whole body of this length. */
    public static Extent complete(long length) {
        return new Extent(0, length, length);
    }

    /** Whether nothing is missing. */
    public boolean isComplete() {
        return first == 0 && length == completeLength;
    }

    /** Offset behind the last byte held. */
    public long end() {
        return first + length;
    }
}
