// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.socache.shell.json.Json;

/** {@code socache:files}: what is kept, and what became of it. */
@Service
@Command(
        scope = "socache",
        name = "files",
        description = "Shows the files kept open or in memory, and what was sent of them")
public final class FilesCommand implements Action {

    @Reference
    private FilesMXBean files;

    @Reference
    private Session session;

    @Option(name = "--no-format", description = "Disable table rendered output")
    private boolean noFormat;

    @Option(name = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Object execute() {
        if (json) {
            session.getConsole().println(Json.text(fields()));
        } else {
            print();
        }
        return null;
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("files", files.getFiles().stream().map(FilesCommand::fields).toList());
        fields.put("served", files.getServed());
        fields.put("bytesServed", files.getBytesServed());
        fields.put("changed", files.getChanged());
        fields.put("missing", files.getMissing());
        fields.put("brokenOff", files.getBrokenOff());
        fields.put("leftOut", files.getLeftOut());
        return fields;
    }

    private static Map<String, Object> fields(KeptFileStatus file) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("url", file.getUrl());
        fields.put("kept", file.getKept());
        fields.put("bytes", file.getSize());
        fields.put("file", file.getFile());
        return fields;
    }

    private void print() {
        ShellTable table = new ShellTable();
        table.column("URL");
        table.column("Kept");
        table.column("Bytes").alignRight();
        table.column("File");
        table.emptyTableText("No file is kept: none fits CacheFile or MMapFile of etc/" + FilesComponent.PID + ".cfg.");
        for (KeptFileStatus file : files.getFiles()) {
            table.addRow().addContent(file.getUrl(), file.getKept(), file.getSize(), file.getFile());
        }
        table.print(session.getConsole(), !noFormat);
        session.getConsole()
                .println(files.getServed() + " answers, " + files.getBytesServed() + " bytes; " + files.getChanged()
                        + " times a file had changed, " + files.getMissing() + " times it was missing, "
                        + files.getBrokenOff() + " answers broken off; " + files.getLeftOut()
                        + " files left out because of a limit");
    }
}
