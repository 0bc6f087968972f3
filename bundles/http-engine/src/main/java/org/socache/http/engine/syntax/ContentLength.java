// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

import java.util.List;

/** Content-Length (RFC 9110 section 8.6). */
public final class ContentLength {

    /** There is no such field. */
    public static final long ABSENT = -1;

    /** The field lines do not agree on one number. */
    public static final long INVALID = -2;

    private ContentLength() {}

    /** The length that one or several lines state; {@link #ABSENT} for none, {@link #INVALID} for anything but one number. */
    public static long parse(List<String> lines) {
        if (lines.isEmpty()) {
            return ABSENT;
        }
        String line = lines.get(0).strip();
        long length = lines.size() == 1 ? Digits.parse(line, 0, line.length()) : -1;
        return length < 0 || length >= Long.MAX_VALUE - 1 ? INVALID : length;
    }
}
