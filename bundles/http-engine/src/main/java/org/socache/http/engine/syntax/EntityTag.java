// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

/**
 * An entity tag (RFC 9110 section 8.8.3).
 *
 * @param weak whether it had the prefix {@code W/}
 * @param opaque the quoted part with its quotes
 */
public record EntityTag(boolean weak, String opaque) {

    /** Reads one tag; null if it is not quoted, has white space or control characters inside, or is null. */
    public static EntityTag parse(String text) {
        if (text == null) {
            return null;
        }
        boolean weak = text.startsWith("W/");
        String opaque = weak ? text.substring(2) : text;
        if (opaque.length() < 2 || opaque.charAt(0) != '"' || opaque.indexOf('"', 1) != opaque.length() - 1) {
            return null;
        }
        return opaque.chars().allMatch(c -> c > ' ' && c != 0x7f) ? new EntityTag(weak, opaque) : null;
    }

    /** Strong comparison: neither is weak, and the opaque parts are equal. */
    public boolean matchesStrongly(EntityTag other) {
        return other != null && !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** Weak comparison: the opaque parts are equal. */
    public boolean matchesWeakly(EntityTag other) {
        return other != null && opaque.equals(other.opaque);
    }

    /**
     * Judges If-None-Match: whether a list of tags, or {@code *}, has this one by weak comparison. Members that are no tags
     * match nothing; a backslash escapes nothing inside a tag.
     */
    public boolean isListed(String list) {
        if (list.strip().equals("*")) {
            return true;
        }
        int at = 0;
        while (at < list.length()) {
            int open = list.indexOf('"', at);
            int close = open < 0 ? -1 : list.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            String before = list.substring(at, open).strip();
            boolean wellFormed = before.isEmpty() || before.equals("W/") || before.equals(",") || isComma(before);
            if (wellFormed && list.substring(open, close + 1).equals(opaque)) {
                return true;
            }
            at = close + 1;
        }
        return false;
    }

    /** What may stand between two tags: commas and white space, then perhaps the weakness mark. */
    private static boolean isComma(String between) {
        String marks = between.endsWith("W/") ? between.substring(0, between.length() - 2) : between;
        return marks.chars().allMatch(c -> c == ',' || c == ' ' || c == '\t');
    }

    @Override
    public String toString() {
        return weak ? "W/" + opaque : opaque;
    }
}
