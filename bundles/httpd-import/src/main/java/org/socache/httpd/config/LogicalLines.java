// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a file as httpd sees them: those that end with a backslash joined with the next, comments and blanks gone. */
final class LogicalLines {

    /** @param number of its first physical line, from 1 */
    record LogicalLine(int number, String text) {}

    private LogicalLines() {}

    static List<LogicalLine> of(Path file) throws IOException {
        List<LogicalLine> lines = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        int number = 0;
        int first = 1;
        // not readAllLines, which refuses a file for one byte that is not UTF-8
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\\R", -1)) {
            number++;
            if (line.endsWith("\\")) {
                joined.append(line, 0, line.length() - 1);
                continue;
            }
            add(lines, first, joined.append(line).toString().strip());
            joined.setLength(0);
            first = number + 1;
        }
        add(lines, first, joined.toString().strip());
        return lines;
    }

    private static void add(List<LogicalLine> lines, int number, String text) {
        if (!text.isEmpty() && text.charAt(0) != '#') {
            lines.add(new LogicalLine(number, text));
        }
    }
}
