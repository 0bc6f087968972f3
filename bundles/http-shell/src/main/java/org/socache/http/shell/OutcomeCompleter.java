// SPDX-License-Identifier: Apache-2.0
package org.socache.http.shell;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes what a decision can be. */
@Service
public final class OutcomeCompleter implements Completer {

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(List.of("HIT", "MISS", "REVALIDATE", "INVALIDATE"))
                .complete(session, commandLine, candidates);
    }
}
