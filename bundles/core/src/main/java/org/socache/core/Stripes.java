// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

/** Spreads threads over a few places that each counts in, where one place for all would be what they wait for. */
final class Stripes {

    /** Memory is paid for each, and more than the processors can use at a time gain nothing. */
    private static final int MOST = 16;

    /** A power of two. */
    static final int COUNT = Integer.highestOneBit(
            Math.min(MOST, Math.max(1, 2 * Runtime.getRuntime().availableProcessors())));

    private Stripes() {}

    /** From 0 to {@link #COUNT} - 1; thread numbers are given in turn, so neighbours in a pool get different ones. */
    static int ofThisThread() {
        return (int) Thread.currentThread().getId() & (COUNT - 1);
    }
}
