// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.message;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths without the freedom of spelling that RFC 3986 and servlet containers leave. */
final class PlainPath {

    private PlainPath() {}

    /** @param path as received; itself when there is nothing to undo, which is nearly always */
    static String of(String path) {
        if (path.indexOf('%') < 0 && path.indexOf(';') < 0 && !path.contains("//") && !path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        // parameters go first: an escaped semicolon begins none
        String[] segments = unescape(path.replaceAll(";[^/]*", "")).split("/", -1);
        for (String segment : segments) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        String last = segments[segments.length - 1];
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        return "/" + String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : "");
    }

    /** Escapes undone once, each byte a character; what is no escape stays. */
    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int high = text.charAt(i) == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            plain.append(low < 0 ? text.charAt(i) : (char) (16 * high + low));
            i += low < 0 ? 0 : 2;
        }
        return plain.toString();
    }
}
