// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

import org.socache.httpd.config.HttpdConfiguration.PassedOver;
import org.socache.httpd.config.LogicalLines.LogicalLine;
import org.socache.httpd.config.Macros.Macro;
import org.socache.httpd.config.Macros.RawLine;

/**
 * Reads a configuration as httpd does: conditions are decided where they stand, so a {@code LoadModule} or {@code Define}
 * holds for what comes behind it. A configuration without any {@code LoadModule} is taken for a part of one, in which every
 * module is there. A macro is read anew where it is used. What cannot be read becomes a problem, and reading goes on.
 */
public final class ConfigurationReader {

    private static final String ENVIRONMENT_SCRIPT = "envvars";

    /** Files that include each other, and macros that use each other, at most; httpd's limit. */
    private static final int DEEPEST = 100;

    /** Lines, and files, in all: includes that double with every file would never end. */
    private static final int MOST_LINES = 500_000;

    private static final int MOST_FILES = 20_000;

    private final Path home;
    private final Definitions definitions;
    private final Conditions conditions;
    private final Deque<Section> sections = new ArrayDeque<>();
    /** The outermost condition that does not hold; null while everything does. */
    private Section unmet;

    /** Being read now, each included by the one before: none of them may be included again. */
    private final Set<Path> open = new HashSet<>();

    private Path serverRoot;
    private boolean modulesNamed;
    private final Macros macros = new Macros();
    private final Set<String> usedNow = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private int lines;
    private int opened;
    private int files;
    private final List<Directive> directives = new ArrayList<>();
    private final List<PassedOver> passedOver = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private ConfigurationReader(Path home, Definitions definitions, boolean everyModule) {
        this.home = home;
        this.serverRoot = home;
        this.definitions = definitions;
        this.conditions = new Conditions(everyModule, definitions);
    }

    /**
     * Reads a file and all that it includes. Relative paths start at its {@code ServerRoot}, or at its own folder where it
     * names none; a script {@code envvars} beside or above it, as Debian has it, gives the environment.
     *
     * @param file {@code httpd.conf}, {@code apache2.conf} or a part of it
     * @param given what httpd would be told with {@code -D}
     * @throws IOException if the file itself cannot be read
     */
    public static HttpdConfiguration read(Path file, Definitions given) throws IOException {
        Path start = file.toAbsolutePath().normalize();
        Path home = start.getParent();
        Definitions definitions = given.copy();
        // above it, when the file is one of mods-enabled/ or sites-enabled/
        for (Path script : List.of(home.resolve(ENVIRONMENT_SCRIPT), home.resolveSibling(ENVIRONMENT_SCRIPT))) {
            if (Files.isReadable(script)) {
                definitions.readEnvironment(script);
            }
        }
        ConfigurationReader part = new ConfigurationReader(home, definitions.copy(), true);
        part.file(start);
        if (!part.modulesNamed) {
            return part.result();
        }
        ConfigurationReader whole = new ConfigurationReader(home, definitions, false);
        whole.file(start);
        return whole.result();
    }

    private HttpdConfiguration result() {
        return new HttpdConfiguration(serverRoot, directives, passedOver, problems);
    }

    private void file(Path file) throws IOException {
        String name = file.startsWith(home) ? home.relativize(file).toString() : file.toString();
        int outside = sections.size();
        refuseEndless(++files, MOST_FILES, "files", file);
        open.add(file);
        try {
            for (LogicalLine line : LogicalLines.of(file)) {
                line(new Place(name, line.number()), line.text());
            }
        } finally {
            open.remove(file);
            Macro unfinished = macros.unfinished();
            if (unfinished != null) {
                problem(unfinished.place(), "<Macro " + unfinished.name() + ">", "is not closed in its file");
            }
            closeTo(outside);
        }
    }

    private void closeTo(int outside) {
        while (sections.size() > outside) {
            Section section = close();
            problem(section.place(), section.toString(), "is not closed in its file");
        }
    }

    private void line(Place place, String raw) throws IOException {
        refuseEndless(++lines, MOST_LINES, "lines", place);
        if (macros.take(place, raw)) {
            return;
        }
        String text = definitions.resolve(raw).strip();
        if (text.isEmpty()) {
            // nothing but variables that stand for nothing
            return;
        }
        if (text.startsWith("</")) {
            end(place, text);
        } else if (text.startsWith("<")) {
            begin(place, text);
        } else {
            List<String> words = Words.of(text);
            directive(new Directive(words.get(0), words.subList(1, words.size()), place, surroundings()));
        }
    }

    private void begin(Place place, String text) {
        int end = text.lastIndexOf('>');
        List<String> words = Words.of(end < 0 ? text.substring(1) : text.substring(1, end));
        if (end < 0 || words.isEmpty()) {
            problem(place, text, "is no section: there is no > at its end");
            return;
        }
        if (unmet == null && Macros.begins(text) && words.size() > 1) {
            macros.begin(place, words.subList(1, words.size()));
            return;
        }
        Section section = new Section(words.get(0), words.subList(1, words.size()), place, opened++);
        sections.push(section);
        if (unmet == null && Conditions.isCondition(section) && !conditions.holds(section, serverRoot)) {
            unmet = section;
        }
    }

    private void end(Place place, String text) {
        String name = text.substring(2).replaceFirst("\\s*>.*$", "").trim();
        if (sections.isEmpty() || !sections.peek().is(name)) {
            problem(place, text, "closes nothing" + (sections.isEmpty() ? "" : "; open is " + sections.peek()));
            return;
        }
        close();
    }

    private Section close() {
        Section section = sections.pop();
        if (section == unmet) {
            unmet = null;
        }
        return section;
    }

    private List<Section> surroundings() {
        List<Section> around = new ArrayList<>();
        sections.descendingIterator().forEachRemaining(section -> {
            if (!Conditions.isCondition(section)) {
                around.add(section);
            }
        });
        return around;
    }

    private void directive(Directive directive) throws IOException {
        if (directive.is("LoadModule")) {
            modulesNamed = true;
        }
        if (unmet != null) {
            passedOver.add(new PassedOver(directive, unmet));
            return;
        }
        switch (directive.name().toLowerCase(Locale.ROOT)) {
            case "loadmodule" -> conditions.load(directive.argument(0));
            case "define" -> definitions.define(directive.argument(0), directive.argument(1));
            case "undefine" -> definitions.undefine(directive.argument(0));
            case "serverroot" -> serverRoot = serverRoot.resolve(directive.argument(0));
            case "use" -> use(directive);
            case "undefmacro" -> macros.undefine(directive.argument(0));
            case "include" -> include(directive, true);
            case "includeoptional" -> include(directive, false);
            default -> directives.add(directive);
        }
    }

    private void use(Directive use) throws IOException {
        Macro macro = macros.find(use.argument(0));
        List<String> arguments = use.arguments()
                .subList(Math.min(1, use.arguments().size()), use.arguments().size());
        if (macro == null) {
            problem(use.place(), use.toString(), "there is no macro of that name up to here");
        } else if (arguments.size() != macro.parameters().size()) {
            problem(
                    use.place(),
                    use.toString(),
                    "has " + arguments.size() + " arguments, and the macro "
                            + macro.parameters().size() + " parameters");
        } else if (usedNow.size() >= DEEPEST || !usedNow.add(macro.name())) {
            problem(use.place(), use.toString(), "uses the macro it stands in, or one around that");
        } else {
            int outside = sections.size();
            for (RawLine line : macro.with(arguments)) {
                line(line.place(), line.text());
            }
            closeTo(outside);
            usedNow.remove(macro.name());
        }
    }

    private void include(Directive directive, boolean needed) throws IOException {
        String unknown = Definitions.unknownIn(directive.argument(0));
        if (unknown != null) {
            problem(
                    directive.place(),
                    directive.toString(),
                    unknown + " is not defined; give it with --define " + unknown + "=VALUE");
            return;
        }
        List<Path> files;
        try {
            files = IncludedFiles.of(serverRoot, directive.argument(0));
        } catch (InvalidPathException | PatternSyntaxException wrong) {
            problem(directive.place(), directive.toString(), "names no path: " + wrong.getMessage());
            return;
        } catch (IOException | DirectoryIteratorException unreadable) {
            problem(directive.place(), directive.toString(), "cannot be read: " + unreadable.getMessage());
            return;
        }
        if (files.isEmpty() && needed && !IncludedFiles.isPattern(directive.argument(0))) {
            problem(directive.place(), directive.toString(), "is not there; relative paths start at " + serverRoot);
        }
        for (Path file : files) {
            if (open.size() >= DEEPEST) {
                problem(
                        directive.place(),
                        directive.toString(),
                        "is the " + (DEEPEST + 1) + "th file inside another one");
                return;
            }
            if (open.contains(file)) {
                problem(directive.place(), directive.toString(), "includes the file it stands in, or one around that");
                continue;
            }
            read(file, directive);
        }
    }

    private static void refuseEndless(int number, int most, String what, Object where) throws IOException {
        if (number > most) {
            throw new IOException(where + ": there are more than " + most + " " + what
                    + " in all; some file includes another one again and again");
        }
    }

    private void read(Path file, Directive include) throws IOException {
        try {
            file(file);
        } catch (IOException unreadable) {
            if (lines > MOST_LINES || files > MOST_FILES) {
                throw unreadable;
            }
            problem(include.place(), include.toString(), "cannot be read: " + unreadable.getMessage());
        }
    }

    private void problem(Place place, String line, String text) {
        problems.add(new Problem(place, line, text));
    }
}
