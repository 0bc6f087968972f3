// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command as README or manual shows it, and what is shown below it. A command stands behind {@code admin@root()>},
 * {@code karaf@root()>} or {@code $}; a backslash at its end continues it; what stands behind wide space is a remark.
 *
 * @param file where it is shown
 * @param command without its prompt
 * @param shell true for Karaf's shell, false for the machine's
 * @param output the lines below it
 */
record ShownSession(String file, String command, boolean shell, List<String> output) {

    static final Pattern PROMPT = Pattern.compile("(?m)^((?:karaf|admin)@root\\(\\)>|\\$) (.+?)(?:\\s{3,}.*)?$");

    /** A table's lines by the names that terminals without line drawing get. */
    private static final List<String[]> DRAWN =
            List.of(new String[] {"│", "|"}, new String[] {"┼", "+"}, new String[] {"─", "-"});

    static List<ShownSession> in(ShownBlock block) {
        List<ShownSession> sessions = new ArrayList<>();
        ShownSession current = null;
        for (String line : block.text().replaceAll("\\\\\\n\\s*", "").split("\\n")) {
            Matcher prompt = PROMPT.matcher(line);
            if (prompt.matches()) {
                current = new ShownSession(
                        block.file(), prompt.group(2).trim(), !prompt.group(1).equals("$"), new ArrayList<>());
                sessions.add(current);
            } else if (current != null && !line.isBlank()) {
                current.output.add(line);
            }
        }
        return sessions;
    }

    boolean isLogin() {
        return command.startsWith("ssh ");
    }

    /** What follows may have to wait a moment. */
    boolean changesTheNode() {
        return command.startsWith("feature:install") || command.startsWith("bin/https");
    }

    /**
     * The lines that must come, in this order, among those that are printed.
     *
     * @param here what is another one on the node of a test than in the manual
     */
    List<String> substance(UnaryOperator<String> here) {
        return output.stream()
                .filter(line -> !line.equals("..."))
                .map(line -> shell ? line : line.replaceFirst("(?<=\\S)\\s{3,}.*$", ""))
                .map(here)
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
