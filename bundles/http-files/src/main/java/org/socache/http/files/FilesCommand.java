// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;

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

    @Override
    public Object execute() {
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
        return null;
    }
}
