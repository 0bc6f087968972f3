// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * mod_macro's definitions. What stands between {@code <Macro>} and {@code </Macro>} is kept as it is, and read for each {@code Use}
 * with the arguments in place of the parameters.
 */
final class Macros {

    private static final Pattern BEGIN = Pattern.compile("(?i)<Macro\\b.*");
    private static final Pattern END = Pattern.compile("(?i)</Macro\\s*>.*");

    /** A line of a configuration, not looked at yet. */
    record RawLine(Place place, String text) {}

    /**
     * A definition.
     *
     * @param name as written; case does not matter
     * @param parameters such as {@code $host}, which stand for the arguments wherever they occur
     */
    record Macro(String name, List<String> parameters, Place place, List<RawLine> body) {

        /** The lines for one {@code Use}. Of two parameters that begin alike the longer one counts; arguments are not looked into. */
        List<RawLine> with(List<String> arguments) {
            if (parameters.isEmpty()) {
                return body;
            }
            Pattern any = Pattern.compile(parameters.stream()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|")));
            return body.stream()
                    .map(line -> new RawLine(
                            line.place(),
                            any.matcher(line.text())
                                    .replaceAll(found -> Matcher.quoteReplacement(
                                            arguments.get(parameters.indexOf(found.group()))))))
                    .toList();
        }
    }

    private final Map<String, Macro> defined = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    /** The definition that is being read; null outside of one. */
    private Macro open;

    private int depth;

    static boolean begins(String line) {
        return BEGIN.matcher(line).matches();
    }

    /** From here on lines belong to this macro. */
    void begin(Place place, List<String> words) {
        open = new Macro(words.get(0), List.copyOf(words.subList(1, words.size())), place, new ArrayList<>());
        depth = 1;
    }

    /** True if the line belongs to a definition; its last one ends that. */
    boolean take(Place place, String line) {
        if (open == null) {
            return false;
        }
        if (begins(line)) {
            depth++;
        } else if (END.matcher(line).matches() && --depth == 0) {
            defined.put(open.name(), open);
            open = null;
            return true;
        }
        open.body().add(new RawLine(place, line));
        return true;
    }

    /** Gives up a definition that is not closed; null if there is none. */
    Macro unfinished() {
        Macro unfinished = open;
        open = null;
        return unfinished;
    }

    /** The macro of that name; null if there is none. */
    Macro find(String name) {
        return defined.get(name);
    }

    void undefine(String name) {
        defined.remove(name);
    }
}
