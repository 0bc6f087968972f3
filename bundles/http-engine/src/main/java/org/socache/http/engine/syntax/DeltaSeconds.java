// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

/** Durations in whole seconds (RFC 9111 section 1.2.2). */
public final class DeltaSeconds {

    /** What a value beyond it counts as, and the largest Age that is sent. */
    public static final long MAX = 1L << 31;

    /** What {@link #parse} answers for text that is no such number. */
    public static final long INVALID = -1;

    private DeltaSeconds() {}

    /** The number that pure decimal digits stand for, at most {@link #MAX}; {@link #INVALID} for anything else, and for null. */
    public static long parse(String text) {
        if (text == null || text.isEmpty()) {
            return INVALID;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return INVALID;
            }
            value = Math.min(MAX, 10 * value + c - '0');
        }
        return value;
    }
}
