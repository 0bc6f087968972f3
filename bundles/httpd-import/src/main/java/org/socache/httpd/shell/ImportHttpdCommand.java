// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.apache.karaf.shell.support.table.ShellTable;
import org.socache.httpd.config.ConfigurationReader;
import org.socache.httpd.config.Definitions;
import org.socache.httpd.plan.EtcFolder;
import org.socache.httpd.plan.EtcFolder.Change;
import org.socache.httpd.plan.HttpdImport;
import org.socache.httpd.plan.Note;
import org.socache.httpd.plan.Note.Kind;
import org.socache.httpd.plan.Plan;
import org.socache.shell.refusal.RefusableAction;

/** {@code socache:import-httpd}: takes a configuration of Apache httpd over; says what it would do, and does it when told to. */
@Service
@Command(
        scope = "socache",
        name = "import-httpd",
        description =
                "Takes over what a configuration of Apache httpd says about caches; without --write only says how")
public final class ImportHttpdCommand extends RefusableAction {

    @Reference
    private Session session;

    @Argument(
            name = "file",
            description = "httpd.conf, apache2.conf, or a part of it; a relative path starts in Karaf's directory",
            required = true)
    @Completion(FileCompleter.class)
    private String file;

    @Option(
            name = "--define",
            description = "NAME or NAME=VALUE, as httpd is told with -D or by its environment",
            multiValued = true)
    private List<String> definitions;

    @Option(name = "--write", description = "Write the files into etc/; values that are there already stay")
    private boolean write;

    @Option(name = "--replace", description = "With --write: replace values that are there already")
    private boolean replace;

    @Option(name = "--no-format", description = "Disable table rendered output")
    private boolean noFormat;

    @Option(name = "--json", description = "Print JSON")
    private boolean json;

    @Override
    protected void run() throws IOException {
        if (replace && !write) {
            throw new IllegalArgumentException("--replace goes with --write; without, nothing is written at all");
        }
        Path base = Path.of(System.getProperty("karaf.base", ""));
        Plan plan = HttpdImport.of(ConfigurationReader.read(base.resolve(file), definitions()));
        EtcFolder etc = new EtcFolder(Path.of(System.getProperty("karaf.etc", "etc")));
        List<Change> changes = etc.changes(plan);
        List<Change> wanted =
                changes.stream().filter(change -> replace || !change.replaces()).toList();
        if (write) {
            etc.write(wanted);
        }
        if (json) {
            session.getConsole().println(PlanJson.of(plan, changes, write ? wanted : List.of()));
        } else {
            print(plan, changes, wanted);
        }
    }

    private Definitions definitions() {
        Definitions defined = new Definitions();
        for (String definition : definitions == null ? List.<String>of() : definitions) {
            int equals = definition.indexOf('=');
            defined.define(
                    equals < 0 ? definition : definition.substring(0, equals),
                    equals < 0 ? "" : definition.substring(equals + 1));
        }
        return defined;
    }

    private void print(Plan plan, List<Change> changes, List<Change> wanted) {
        PrintStream out = session.getConsole();
        for (Kind kind : Kind.values()) {
            notes(kind.title(), plan.notes(kind), out);
        }
        out.println(plan.leftAlone() + " directives are none of a cache's business.");
        changes(changes, out);
        if (write) {
            out.println(wanted.size() + " keys written." + kept(changes, wanted));
        } else if (!changes.isEmpty()) {
            out.println("Nothing was written. With --write: " + wanted.size() + " keys" + kept(changes, wanted));
        }
        if (!plan.features().isEmpty()) {
            out.println("Needed: feature:install " + String.join(" ", plan.features()));
        }
    }

    private static String kept(List<Change> changes, List<Change> wanted) {
        int kept = changes.size() - wanted.size();
        return kept == 0 ? "" : "; " + kept + " that have a value keep it, unless you say --replace";
    }

    private void notes(String title, List<Note> notes, PrintStream out) {
        if (notes.isEmpty()) {
            return;
        }
        ShellTable table = new ShellTable();
        table.column(title);
        table.column("Line");
        table.column("Becomes");
        notes.forEach(note -> table.addRow().addContent(note.place(), note.line(), note.text()));
        table.print(out, !noFormat);
        out.println();
    }

    private void changes(List<Change> changes, PrintStream out) {
        if (changes.isEmpty()) {
            out.println("The files in etc/ say all of this already.");
            return;
        }
        ShellTable table = new ShellTable();
        table.column("File in etc/");
        table.column("Key");
        table.column("New value");
        table.column("Value there");
        changes.forEach(change -> table.addRow()
                .addContent(
                        change.file(), change.key(), change.after(), change.before() == null ? "-" : change.before()));
        table.print(out, !noFormat);
        out.println();
    }
}
