// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

/** Unsigned decimal numbers without sign, space or overflow. */
final class Digits {

    private Digits() {}

    /** The number in {@code text[from, to)}, capped at {@code Long.MAX_VALUE - 1}; -1 when it is empty or has other characters. */
    static long parse(String text, int from, int to) {
        if (from >= to) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value > (Long.MAX_VALUE - 10) / 10 ? Long.MAX_VALUE - 1 : 10 * value + digit;
        }
        return value;
    }
}
