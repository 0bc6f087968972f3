// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/**
 * What a retrieve that may leave the data out has found.
 *
 * @param data the bytes as stored, which belong to the receiver; null if the entry is the one the caller knows
 * @param version stands for this entry until it is replaced; {@link #NONE} where the provider knows no versions
 */
public record Versioned(byte[] data, long version) {

    /** No version: a caller that knows none is always given the data. */
    public static final long NONE = 0;

    /** Whether the entry is still the one that the caller has read before. */
    public boolean isKnown() {
        return data == null;
    }
}
