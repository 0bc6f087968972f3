// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/**
 * What a consumer knows about its entries before the first one is stored, so that a provider can size itself.
 * Counterpart: {@code ap_socache_hints}. Zero means unknown.
 *
 * @param averageIdLength bytes
 * @param averageObjectSize bytes of data
 * @param maximumObjectSize bytes of data the consumer may ask to store; a provider that cannot hold that says so when
 *     it opens
 */
public record Hints(int averageIdLength, int averageObjectSize, int maximumObjectSize) {

    /** Nothing is known. */
    public static final Hints NONE = new Hints(0, 0, 0);

    public Hints {
        if (averageIdLength < 0 || averageObjectSize < 0 || maximumObjectSize < 0) {
            throw new IllegalArgumentException("hints must not be negative: id " + averageIdLength + ", object "
                    + averageObjectSize + ", maximum " + maximumObjectSize);
        }
    }
}
