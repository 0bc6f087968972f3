// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

/**
 * A Content-Range in bytes that names a range (RFC 9110 section 14.4).
 *
 * @param first offset of the first byte
 * @param last offset of the last byte
 * @param completeLength length of the whole representation, or -1 when it was {@code *}
 */
public record ContentRange(long first, long last, long completeLength) {

    /** Reads the field; null if it is missing, unsatisfied, in another unit, or contradicts itself. */
    public static ContentRange parse(String field) {
        if (field == null || !field.regionMatches(true, 0, "bytes ", 0, 6)) {
            return null;
        }
        int dash = field.indexOf('-', 6);
        int slash = field.indexOf('/', 6);
        if (dash < 0 || slash < dash) {
            return null;
        }
        long first = Digits.parse(field, 6, dash);
        long last = Digits.parse(field, dash + 1, slash);
        boolean unknown = field.substring(slash + 1).equals("*");
        long complete = unknown ? -1 : Digits.parse(field, slash + 1, field.length());
        boolean contradicts = first < 0 || last < first || !unknown && complete <= last;
        return contradicts ? null : new ContentRange(first, last, complete);
    }

    /** The field value of a range. */
    public static String format(long first, long last, long completeLength) {
        return "bytes " + first + "-" + last + "/" + (completeLength < 0 ? "*" : completeLength);
    }

    /** The field value of a 416 answer. */
    public static String unsatisfied(long completeLength) {
        return "bytes */" + completeLength;
    }
}
