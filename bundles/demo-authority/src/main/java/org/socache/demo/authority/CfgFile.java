// SPDX-License-Identifier: Apache-2.0
package org.socache.demo.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of {@code etc/}, edited as an administrator does: one line at a time, comments stay. Saved in one go. */
final class CfgFile {

    private final Path file;
    private String saved;
    private String text;

    CfgFile(Path file) throws IOException {
        this.file = file;
        this.saved = Files.exists(file) ? Files.readString(file) : "";
        this.text = saved;
    }

    /** The value in force; empty if there is none. */
    String get(String key) {
        Matcher line = line("", key).matcher(text);
        return line.find() ? line.group(1).trim() : "";
    }

    /** Changes the line of that key; or the first that is commented out; or adds one. */
    CfgFile set(String key, String value) {
        String line = Matcher.quoteReplacement(key + " = " + value);
        for (Pattern pattern : new Pattern[] {line("", key), line("#\\h*", key)}) {
            if (pattern.matcher(text).find()) {
                text = pattern.matcher(text).replaceFirst(line);
                return this;
            }
        }
        text = text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + key + " = " + value + "\n";
        return this;
    }

    /** What an administrator has chosen stays. */
    CfgFile setIfAbsent(String key, String value) {
        return get(key).isEmpty() ? set(key, value) : this;
    }

    /** Keys are case-insensitive in the project's files, and Pax Web's are distinct in any case. */
    private static Pattern line(String comment, String key) {
        return Pattern.compile("(?mi)^\\h*" + comment + Pattern.quote(key) + "\\h*=(.*)$");
    }

    /** A node that runs sees the whole file or none of it, and nothing if nothing has changed. Its owner's alone from now on. */
    void save() throws IOException {
        if (text.equals(saved)) {
            return;
        }
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        OwnerOnly.create(draft);
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        saved = text;
    }
}
