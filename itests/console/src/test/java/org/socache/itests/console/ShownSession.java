// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command as README or manual shows it, and what is shown below it. Blocks are those of the README, and those of the
 * manual that say {@code [.typed]} on the line before; a command stands behind {@code karaf@root()>} or {@code $}.
 *
 * @param file where it is shown
 * @param command without its prompt
 * @param shell true for Karaf's shell, false for the machine's
 * @param output the lines below it
 */
record ShownSession(String file, String command, boolean shell, List<String> output) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^(?:\\[\\.typed]\\n----|```)\\n(.*?)^(?:----|```)$");
    private static final Pattern PROMPT = Pattern.compile("(karaf@root\\(\\)>|\\$) (.+)");

    /** A table's lines by the names that terminals without line drawing get. */
    private static final List<String[]> DRAWN =
            List.of(new String[] {"│", "|"}, new String[] {"┼", "+"}, new String[] {"─", "-"});

    static List<ShownSession> in(Path file) throws IOException {
        List<ShownSession> sessions = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(file));
        while (block.find()) {
            read(file.getFileName().toString(), block.group(1), sessions);
        }
        return sessions;
    }

    private static void read(String file, String block, List<ShownSession> sessions) {
        ShownSession current = null;
        for (String line : block.split("\\n")) {
            Matcher prompt = PROMPT.matcher(line);
            if (prompt.matches()) {
                current = new ShownSession(
                        file, prompt.group(2).trim(), prompt.group(1).startsWith("karaf"), new ArrayList<>());
                sessions.add(current);
            } else if (current != null && !line.isBlank()) {
                current.output.add(line);
            }
        }
    }

    /** The lines that must come, in this order, among those that are printed; what stands behind wide space is a remark. */
    List<String> substance() {
        return output.stream()
                .filter(line -> !line.equals("..."))
                .map(line -> shell ? line : line.replaceFirst("\\s{3,}.*$", ""))
                .map(ShownSession::substance)
                .toList();
    }

    /** Without what differs from one run to the next: numbers, units, widths. */
    static String substance(String line) {
        String text = line;
        for (String[] drawn : DRAWN) {
            text = text.replace(drawn[0], drawn[1]);
        }
        return text.replaceAll("[0-9]+([.,][0-9]+)*", "N")
                .replaceAll("N (B|KiB|MiB|GiB|us|ms)\\b", "N")
                .replaceAll("-{2,}", "--")
                .replaceAll("\\s+", " ")
                .replaceAll(" - ", " N ")
                .toLowerCase(Locale.ROOT)
                .trim();
    }

    @Override
    public String toString() {
        return file + ": " + command;
    }
}
