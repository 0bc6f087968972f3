// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.socache.http.disk.clean.HtCacheClean;

/** {@code socache:clean}: htcacheclean for the tree that the node uses. */
@Service
@Command(
        scope = "socache",
        name = "clean",
        description =
                "Brings the disk cache below a limit, lists what is in it, or takes URLs out of it (htcacheclean)")
public final class CleanCommand implements Action {

    @Reference
    private CacheTree cache;

    @Reference
    private Session session;

    @Option(name = "-l", description = "Limit of the size of all files, with K, M or G")
    private String size;

    @Option(name = "-L", description = "Limit of files and directories, with K, M or G")
    private String inodes;

    @Option(name = "-R", description = "Sizes are rounded up to multiples of this")
    private String rounding;

    @Option(name = "-D", description = "Delete nothing, only count")
    private boolean dry;

    @Option(name = "-t", description = "Delete empty directories")
    private boolean directories;

    @Option(name = "-n", description = "Pause often, in favour of others")
    private boolean nice;

    @Option(name = "-a", description = "List the URLs")
    private boolean list;

    @Option(name = "-A", description = "List the URLs with sizes, status and times")
    private boolean details;

    @Argument(
            name = "url",
            description = "What to take out, for instance http://www.example.com:80/docs/?",
            multiValued = true)
    @Completion(StoredUrlCompleter.class)
    private List<String> urls;

    @Override
    public Object execute() throws CommandException {
        List<String> arguments = new ArrayList<>();
        value("-l", size, arguments);
        value("-L", inodes, arguments);
        value("-R", rounding, arguments);
        flag("-D", dry, arguments);
        flag("-t", directories, arguments);
        flag("-n", nice, arguments);
        flag("-a", list, arguments);
        flag("-A", details, arguments);
        flag("-v", !list && !details, arguments);
        if (urls != null) {
            arguments.addAll(urls);
        }
        HtCacheClean command =
                new HtCacheClean(session.getConsole(), session.getConsole(), new CountDownLatch(1), cache::tree, null);
        try {
            command.execute(arguments);
            return null;
        } catch (IllegalArgumentException | IOException refused) {
            // any other exception would be an error in the node's log, with its stack
            throw new CommandException(
                    "Error executing command: " + refused.getMessage(), refused.getMessage(), refused);
        }
    }

    private static void value(String option, String value, List<String> arguments) {
        if (value != null) {
            arguments.add(option);
            arguments.add(value);
        }
    }

    private static void flag(String option, boolean given, List<String> arguments) {
        if (given) {
            arguments.add(option);
        }
    }
}
