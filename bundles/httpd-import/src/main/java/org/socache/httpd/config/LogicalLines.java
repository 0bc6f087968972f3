// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a file as httpd sees them: those that end with a backslash joined with the next, comments and blanks gone. */
final class LogicalLines {

    /** Bytes of a file at most; the longest configurations that people write have a tenth of it. */
    static final long LONGEST_FILE = 16L << 20;

    /** Of editors that mark UTF-8 so; httpd would refuse the line. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** @param number of its first physical line, from 1 */
    record LogicalLine(int number, String text) {}

    private LogicalLines() {}

    /** @throws IOException if it is no text file that can be read; the message says why */
    static List<LogicalLine> of(Path file) throws IOException {
        List<LogicalLine> lines = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        int number = 0;
        int first = 1;
        for (String line : text(file).split("\r?\n", -1)) {
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

    private static String text(Path file) throws IOException {
        refuseUnreadable(file);
        byte[] bytes = Files.readAllBytes(file);
        for (byte each : bytes) {
            if (each == 0) {
                throw new FileSystemException(file.toString(), null, "is no text in UTF-8 or Latin-1");
            }
        }
        String text = decoded(bytes);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** A device or a pipe has no end, or no beginning. */
    private static void refuseUnreadable(Path file) throws IOException {
        String name = file.toString();
        if (!Files.exists(file)) {
            throw new NoSuchFileException(name, null, "is not there");
        }
        if (!Files.isRegularFile(file)) {
            throw new FileSystemException(name, null, Files.isDirectory(file) ? "is a folder" : "is no regular file");
        }
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(name, null, "this process may not read it");
        }
        if (Files.size(file) > LONGEST_FILE) {
            throw new FileSystemException(
                    name, null, "has " + Files.size(file) + " bytes, more than the " + LONGEST_FILE + " that are read");
        }
    }

    /** What is not UTF-8 is Latin-1, in which every byte is a letter. */
    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
