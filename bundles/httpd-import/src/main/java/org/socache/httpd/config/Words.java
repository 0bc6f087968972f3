// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as httpd's {@code ap_getword_conf} does. */
final class Words {

    private final String line;
    private int position;

    private Words(String line) {
        this.line = line;
    }

    /**
     * The words of a line. A word in single or double quotes may have blanks in it; inside quotes a backslash makes the quote
     * or a backslash behind it an ordinary character. A quote that is never closed ends with the line.
     */
    static List<String> of(String line) {
        Words words = new Words(line);
        List<String> found = new ArrayList<>();
        while (words.skipBlanks()) {
            found.add(words.next());
        }
        return found;
    }

    private boolean skipBlanks() {
        while (position < line.length() && Character.isWhitespace(line.charAt(position))) {
            position++;
        }
        return position < line.length();
    }

    private String next() {
        char first = line.charAt(position);
        return first == '"' || first == '\'' ? quoted(first) : plain();
    }

    private String plain() {
        int start = position;
        while (position < line.length() && !Character.isWhitespace(line.charAt(position))) {
            position++;
        }
        return line.substring(start, position);
    }

    private String quoted(char quote) {
        StringBuilder word = new StringBuilder();
        for (position++; position < line.length() && line.charAt(position) != quote; position++) {
            if (escapes(quote)) {
                position++;
            }
            word.append(line.charAt(position));
        }
        position++;
        return word.toString();
    }

    private boolean escapes(char quote) {
        if (line.charAt(position) != '\\' || position + 1 == line.length()) {
            return false;
        }
        char next = line.charAt(position + 1);
        return next == quote || next == '\\';
    }
}
