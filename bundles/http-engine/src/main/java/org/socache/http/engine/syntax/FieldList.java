// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated lists (RFC 9110 section 5.6.1). */
public final class FieldList {

    private FieldList() {}

    /**
     * The members of a list without white space around them; empty members are dropped, commas inside quoted strings do not
     * separate. An unfinished quoted string runs to the end.
     *
     * @param text may be null, which is the empty list
     */
    public static List<String> members(String text) {
        return text == null ? List.of() : split(text, false);
    }

    /** The same, empty members among them: of a field that need not be a list nobody knows that they mean nothing. */
    public static List<String> membersAndGaps(String text) {
        return split(text, true);
    }

    private static List<String> split(String text, boolean gaps) {
        List<String> members = new ArrayList<>(4);
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                addTrimmed(members, text, start, i, gaps);
                start = i + 1;
            }
        }
        addTrimmed(members, text, start, text.length(), gaps);
        return members;
    }

    /** The text inside a quoted string with its escapes undone; the text itself when it is not quoted. */
    public static String unquote(String text) {
        if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            // a backslash right before the closing quote has nothing to escape
            plain.append(c == '\\' && i < text.length() - 2 ? text.charAt(++i) : c);
        }
        return plain.toString();
    }

    private static void addTrimmed(List<String> members, String text, int from, int to, boolean gaps) {
        String member = text.substring(from, to).strip();
        if (gaps || !member.isEmpty()) {
            members.add(member);
        }
    }
}
