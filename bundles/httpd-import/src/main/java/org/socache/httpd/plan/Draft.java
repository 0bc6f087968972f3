// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.socache.httpd.config.Directive;
import org.socache.httpd.config.Section;
import org.socache.httpd.plan.Note.Kind;

/** A plan in the making. Every line that reaches it leaves a note, whatever becomes of it. */
final class Draft {

    private static final Pattern NOT_FOR_NAMES = Pattern.compile("[^A-Za-z0-9]+");

    /** A file of Karaf's own, with the provider before it and the size behind it where there are such. */
    private static final Pattern OWN_FILE = Pattern.compile("((?:\\w+:)?data/)(.*?)((?:\\(\\d+\\))?)");

    private final Map<String, PlannedFile> files = new LinkedHashMap<>();
    /** Which section first said a key of a file. */
    private final Map<String, Section> owners = new HashMap<>();

    /** Which path has a file of an instance. */
    private final Map<String, String> paths = new HashMap<>();

    /** Which key has a file below data/: two of httpd's in different folders may have one name. */
    private final Map<String, String> places = new HashMap<>();

    private final List<Directive> refused = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final Set<String> features = new TreeSet<>();
    private int leftAlone;

    /**
     * Takes a value over. What another server of httpd says differently is refused, since here there is one file for all; what
     * the same one says again replaces what it said before, as in httpd.
     *
     * @param difference null if there is none
     */
    void set(Directive source, String file, String key, String value, String difference) {
        Section owner = source.within().isEmpty() ? null : source.within().get(0);
        String before = value(file, key);
        if (before != null && !before.equals(value) && !Objects.equals(owners.get(file + key), owner)) {
            refuse(source, "one value for all servers here: " + key + " = " + before + " of another one stays");
            return;
        }
        owners.putIfAbsent(file + key, owner);
        file(file).put(key, value);
        note(source, file, key, value, difference);
    }

    /** Takes a line over for a key that may have several. */
    void append(Directive source, String file, String key, String value, String separator, String difference) {
        file(file).append(key, value, separator);
        note(source, file, key, value, difference);
    }

    /** A value that no line of httpd says, but that the file needs. */
    void need(String file, String key, String value) {
        file(file).put(key, value);
    }

    private void note(Directive source, String file, String key, String value, String difference) {
        String text = file + ": " + key + " = " + value;
        if (difference == null) {
            notes.add(new Note(Kind.TAKEN, source.place(), source.toString(), text));
        } else {
            notes.add(new Note(Kind.DIFFERS, source.place(), source.toString(), text + "; " + difference));
        }
    }

    /** The specification or path with a number behind its file's name if another key has that file already. */
    String ownPlace(String text, String key) {
        Matcher file = OWN_FILE.matcher(text);
        if (!file.matches()) {
            return text;
        }
        String name = file.group(2);
        for (int number = 2; !key.equals(places.getOrDefault(name, key)); number++) {
            name = file.group(2) + "_" + number;
        }
        places.put(name, key);
        return file.group(1) + name + file.group(3);
    }

    /** Takes nothing over, and says why. */
    void refuse(Directive source, String reason) {
        refused.add(source);
        notes.add(new Note(Kind.UNSUPPORTED, source.place(), source.toString(), reason));
    }

    /** What was refused so far, for whatever reason. */
    List<Directive> refused() {
        return List.copyOf(refused);
    }

    void note(Note note) {
        notes.add(note);
    }

    void feature(String name) {
        features.add(name);
    }

    void leaveAlone() {
        leftAlone++;
    }

    /** The value so far; null if there is none. */
    String value(String file, String key) {
        return files.containsKey(file) ? files.get(file).get(key) : null;
    }

    /** The files so far whose names begin so. */
    List<PlannedFile> files(String prefix) {
        return files.values().stream()
                .filter(file -> file.name().startsWith(prefix))
                .toList();
    }

    void drop(String file) {
        files.remove(file);
    }

    /** Drops a file; the lines that were taken over into it are not. */
    void drop(String file, String reason) {
        drop(file);
        notes.replaceAll(note -> note.text().startsWith(file + ": ")
                ? new Note(Kind.UNSUPPORTED, note.place(), note.line(), reason)
                : note);
    }

    private PlannedFile file(String name) {
        return files.computeIfAbsent(name, PlannedFile::new);
    }

    Plan finish() {
        return new Plan(List.copyOf(files.values()), notes, List.copyOf(features), leftAlone);
    }

    /**
     * The file of an instance: {@code /docs/old} is {@code PID-docs_old.cfg}. Paths that would share a name, as {@code /docs-old}
     * does, have a number behind it; a slash at the end makes no other path.
     */
    String instanceFile(String pid, String path) {
        String whose = path.replaceFirst("/+$", "");
        String words = NOT_FOR_NAMES.matcher(path).replaceAll("_").replaceAll("^_|_$", "");
        String name = pid + "-" + (words.isEmpty() ? "root" : words);
        String file = name + ".cfg";
        for (int number = 2; !whose.equals(paths.getOrDefault(file, whose)); number++) {
            file = name + "_" + number + ".cfg";
        }
        paths.put(file, whose);
        return file;
    }
}
