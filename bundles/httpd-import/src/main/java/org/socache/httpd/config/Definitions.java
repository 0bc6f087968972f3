// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ${NAME}} and {@code <IfDefine NAME>} stand for. */
public final class Definitions {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}\\s]+)}");

    /** As in Debian's {@code /etc/apache2/envvars}, which the start script of httpd runs. */
    private static final Pattern EXPORT = Pattern.compile("\\s*export\\s+([A-Za-z_]\\w*)=[\"']?([^\"'#;]*)[\"']?.*");

    private static final Pattern SHELL_VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_]\\w*)}?");

    private final Map<String, String> defined = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    /** Nothing is defined, and the environment is empty. */
    public Definitions() {}

    /** The same definitions, to be changed apart from these. */
    public Definitions copy() {
        Definitions copy = new Definitions();
        copy.defined.putAll(defined);
        copy.environment.putAll(environment);
        return copy;
    }

    /** {@code Define NAME [value]}, and httpd's {@code -D NAME}. */
    public void define(String name, String value) {
        defined.put(name, value);
    }

    void undefine(String name) {
        defined.remove(name);
    }

    boolean isDefined(String name) {
        return defined.containsKey(name);
    }

    /**
     * Takes over what the shell script exports that httpd is started with. What the script computes is not known here and
     * counts as empty, as Debian's suffix for a second instance does.
     */
    public void readEnvironment(Path script) throws IOException {
        for (String line : Files.readAllLines(script, StandardCharsets.ISO_8859_1)) {
            Matcher export = EXPORT.matcher(line);
            if (export.matches() && !environment.containsKey(export.group(1))) {
                environment.put(
                        export.group(1), withShellVariables(export.group(2).trim()));
            }
        }
    }

    private String withShellVariables(String text) {
        return SHELL_VARIABLE
                .matcher(text)
                .replaceAll(variable -> Matcher.quoteReplacement(environment.getOrDefault(variable.group(1), "")));
    }

    /** The line with every known variable filled in; unknown ones stay, as in httpd. */
    String resolve(String line) {
        return VARIABLE.matcher(line).replaceAll(variable -> {
            String name = variable.group(1);
            String value = defined.containsKey(name) ? defined.get(name) : environment.get(name);
            return Matcher.quoteReplacement(value == null ? variable.group() : value);
        });
    }

    /** The first variable that is still in a text; null if there is none. */
    public static String unknownIn(String text) {
        Matcher variable = VARIABLE.matcher(text);
        return variable.find() ? variable.group(1) : null;
    }
}
