// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of README or manual that shows something in the letters of a machine, and what becomes of it in a test.
 *
 * @param file where it is shown
 * @param title the line above it that begins with a dot: the file in a node's directory that it is about, or empty
 * @param attributes the line above it in brackets, or empty
 * @param text what is shown
 */
record ShownBlock(String file, String title, String attributes, String text) {

    private static final Pattern BLOCK =
            Pattern.compile("(?m)^((?:\\[[^\\n]+]\\n|\\.\\w[^\\n]*\\n)*)(----|```|\\.{4})\\n((?s).*?)^\\2$");
    private static final Pattern TITLE = Pattern.compile("(?m)^\\.(\\w.*)$");
    private static final Pattern ATTRIBUTES = Pattern.compile("(?m)^\\[(.+)]$");

    /** What a test does with a block. */
    enum Kind {
        /** Typed, and compared with what is printed. */
        TYPED,
        /** Keys of a file in {@code etc/}, put in there. */
        CONFIGURATION,
        /** Lines that a file of the distribution has. */
        EXCERPT,
        /** A source of the build, included from where it is compiled and tested. */
        INCLUDED,
        /** Nothing, and there must be a reason. */
        UNTYPED
    }

    static List<ShownBlock> in(Path file) throws IOException {
        List<ShownBlock> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(file));
        while (block.find()) {
            blocks.add(new ShownBlock(
                    file.getFileName().toString(),
                    first(TITLE, block.group(1)),
                    first(ATTRIBUTES, block.group(1)),
                    block.group(3)));
        }
        return blocks;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    Kind kind() {
        if (attributes.equals(".typed")
                || file.endsWith(".md") && ShownSession.PROMPT.matcher(text).find()) {
            return Kind.TYPED;
        }
        if (title.startsWith("etc/")) {
            return Kind.CONFIGURATION;
        }
        if (title.startsWith("bin/")) {
            return Kind.EXCERPT;
        }
        return text.startsWith("include::") ? Kind.INCLUDED : Kind.UNTYPED;
    }

    /** Of a configuration: lines {@code key = value}. */
    List<String> keys() {
        return text.lines().filter(line -> line.contains("=")).toList();
    }

    boolean installs() {
        return text.contains("feature:install");
    }

    String firstLine() {
        return text.lines().findFirst().orElse("");
    }

    @Override
    public String toString() {
        return file + ": " + firstLine();
    }
}
