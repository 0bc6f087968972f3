// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * One member of a Range field in bytes (RFC 9110 section 14.1.2).
 *
 * @param first offset of the first byte; -1 for a suffix range
 * @param last offset of the last byte, or {@link Long#MAX_VALUE} when open; for a suffix range, how many bytes from the end
 */
public record ByteRange(long first, long last) {

    /**
     * Reads a Range field.
     *
     * @return null if it is missing, in another unit, or not to the letter of the grammar: the field is then ignored
     */
    public static List<ByteRange> parse(String field) {
        if (field == null || !field.regionMatches(true, 0, "bytes=", 0, 6)) {
            return null;
        }
        List<ByteRange> ranges = new ArrayList<>(1);
        for (String member : FieldList.members(field.substring(6))) {
            ByteRange range = parseOne(member);
            if (range == null) {
                return null;
            }
            ranges.add(range);
        }
        return ranges.isEmpty() ? null : ranges;
    }

    private static ByteRange parseOne(String member) {
        int dash = member.indexOf('-');
        if (dash < 0) {
            return null;
        }
        long first = dash == 0 ? -1 : Digits.parse(member, 0, dash);
        long last = dash == member.length() - 1 ? Long.MAX_VALUE : Digits.parse(member, dash + 1, member.length());
        boolean bare = dash == 0 && dash == member.length() - 1;
        boolean unreadable = last < 0 || dash > 0 && first < 0;
        return bare || unreadable || first > last ? null : new ByteRange(first, last);
    }

    /** Whether this counts from the end. */
    public boolean isSuffix() {
        return first < 0;
    }

    /** Offset of the first byte it selects from a representation of {@code length} bytes. */
    public long start(long length) {
        return isSuffix() ? Math.max(0, length - last) : first;
    }

    /** Offset behind the last byte it selects from a representation of {@code length} bytes; not above {@code length}. */
    public long end(long length) {
        return isSuffix() || last >= length ? length : last + 1;
    }

    /** Whether it selects at least one byte of a representation of {@code length} bytes. */
    public boolean isSatisfiable(long length) {
        return start(length) < end(length);
    }
}
